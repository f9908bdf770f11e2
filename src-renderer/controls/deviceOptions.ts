/** What can paint, as options of the picker. */
import type { DeviceInfo } from '../bridge/contract.ts';
import { deviceName, deviceWord, msText } from '../devices/words.ts';
import { t } from '../language/language.svelte.ts';
import type { PickerOption } from './options.ts';

/**
 * `auto` first, then every device by name with what a picture takes on it; what is not available is listed and
 * cannot be chosen. `current` is the device that paints now, `chosen` the one in the settings: it is listed
 * even before any is known.
 */
export function deviceOptions(
  devices: readonly DeviceInfo[],
  current: string | null,
  chosen: string,
): PickerOption[] {
  const now = devices.find(({ id }) => id === current);
  const auto =
    now && chosen === 'auto'
      ? t('controls.deviceAutoNow', { name: deviceWord(now) })
      : t('controls.deviceAuto');
  const rows = devices
    // What belongs to another system is no choice, and no surprise.
    .filter(({ code }) => code !== 'other-system')
    .map((device) => ({ value: device.id, label: labelOf(device), disabled: !device.available }));
  const known = chosen === 'auto' || rows.some(({ value }) => value === chosen);
  return [{ value: 'auto', label: auto }, ...rows, ...(known ? [] : [{ value: chosen, label: chosen }])];
}

function labelOf(device: DeviceInfo): string {
  const name = deviceName(device);
  if (device.unknown) return t('controls.deviceUnknown', { name });
  if (!device.available) return t('controls.deviceAway', { name });
  return device.frame ? `${name} · ${msText(device.frame.ms)}` : name;
}
