/** What can paint, as options of the picker. */
import type { DeviceInfo } from '../bridge/contract.ts';
import { t } from '../language/language.svelte.ts';
import type { PickerOption } from './options.ts';

/**
 * `auto` first, then every device by name; what is not available is listed and cannot be chosen. `current`
 * is the device that paints now, `chosen` the one in the settings: it is listed even before any is known.
 */
export function deviceOptions(
  devices: readonly DeviceInfo[] | null,
  current: string | null,
  chosen: string,
): PickerOption[] {
  const now = devices?.find(({ id }) => id === current)?.name;
  const auto =
    now && chosen === 'auto' ? t('controls.deviceAutoNow', { name: now }) : t('controls.deviceAuto');
  const rows = (devices ?? []).map(({ id, name, available }) => ({
    value: id,
    label: available ? name : t('controls.deviceAway', { name }),
    disabled: !available,
  }));
  const known = chosen === 'auto' || rows.some(({ value }) => value === chosen);
  return [{ value: 'auto', label: auto }, ...rows, ...(known ? [] : [{ value: chosen, label: chosen }])];
}

/** The devices that cannot be used, each with the reason and what would help. */
export function devicesAway(devices: readonly DeviceInfo[] | null): { name: string; reason: string }[] {
  return (devices ?? [])
    .filter(({ available }) => !available)
    .map(({ name, reason }) => ({ name, reason: reason ?? '' }));
}
