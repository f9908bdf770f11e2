/** The working sizes on offer. */
import type { Resolution, Settings } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { t } from '../language/language.svelte.ts';
import { suited } from '../stage/ladder.ts';

type Choice = Settings['resolution'];

const offered: readonly Resolution[] = [
  { width: 320, height: 240 },
  { width: 480, height: 360 },
  { width: 640, height: 480 },
  { width: 960, height: 720 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

/** A size as a person reads it. */
export function sizeText({ width, height }: Resolution): string {
  return `${width} × ${height}`;
}

/** The same where there is little room. */
export function shortSize({ width, height }: Resolution): string {
  return `${width}×${height}`;
}

/** A choice as the value of an option. */
export function resolutionValue(choice: Choice): string {
  return choice === 'auto' ? choice : `${choice.width}x${choice.height}`;
}

/** The choice that an option's value stands for, or null. */
export function parseResolution(value: string): Choice | null {
  if (value === 'auto') return value;
  const match = /^(\d+)x(\d+)$/.exec(value);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : null;
}

/**
 * The options of the picker: first that Pastiche chooses, with the size in use while it does; then a current
 * size that is not among the usual ones. With an upright camera sizes are named as they are taken.
 */
export function resolutionOptions(
  chosen: Choice,
  inUse: Resolution,
  native: Size | null = null,
): { value: string; label: string }[] {
  const known = offered.some((size) => resolutionValue(size) === resolutionValue(chosen));
  const sizes = known || chosen === 'auto' ? offered : [chosen, ...offered];
  const auto = t('controls.sizeAutoNow', { size: shortSize(inUse) });
  return [
    { value: 'auto', label: chosen === 'auto' ? auto : t('controls.sizeAuto') },
    ...sizes.map((size) => ({ value: resolutionValue(size), label: sizeText(suited(size, native)) })),
  ];
}
