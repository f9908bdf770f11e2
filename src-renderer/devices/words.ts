/** Devices in words. */
import type { DeviceInfo } from '../bridge/contract.ts';
import { heard, number, t } from '../language/language.svelte.ts';

const named = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml', 'tensorflow-gpu'] as const;

/** A device's name; one that this page does not know yet has the name that the main side gives it. */
export function deviceName({ id, name }: Pick<DeviceInfo, 'id' | 'name'>): string {
  const known = named.find((one) => one === id);
  return known ? t(`devices.name.${known}`) : name;
}

const inAWord: Partial<Record<string, string>> = {
  cpu: 'CPU',
  webgpu: 'GPU',
  cuda: 'GPU',
  directml: 'GPU',
  coreml: 'Core ML',
  'tensorflow-gpu': 'GPU',
};

/** What it is in a word that is the same in every language, where a name would be cut. */
export function deviceWord({ id, name }: Pick<DeviceInfo, 'id' | 'name'>): string {
  return inAWord[id] ?? name;
}

/** Why it cannot be used: what is the matter, and the main side's own words where they add something. */
export function whyNot({ id, code, reason: words = '' }: DeviceInfo): string {
  const reason = heard(words);
  if (code === 'other-system') {
    if (id === 'directml') return t('devices.onWindows');
    return id === 'coreml' ? t('devices.onMac') : t('devices.onLinux');
  }
  if (code === 'not-installed' && id === 'cuda') return t('devices.cudaNotThere');
  if (code === 'not-installed' && id === 'tensorflow-gpu') return t('devices.tensorflowNotThere');
  if (code === 'no-card') return id === 'cuda' ? t('devices.noNvidia') : t('devices.noCard');
  if (code === 'no-libraries' && id === 'tensorflow-gpu') return t('devices.tensorflowLibraries');
  if (code === 'no-libraries') return t('devices.libraries');
  if (code === 'crashed') return t('devices.crashed');
  if (code === 'silent') return t('devices.silent');
  return t('devices.failed', { reason });
}

/** Milliseconds as a person reads them: no more places than they are worth. */
export function msText(ms: number): string {
  return t('devices.ms', { ms: number(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 }) });
}
