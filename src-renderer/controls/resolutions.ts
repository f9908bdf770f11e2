/** The working sizes on offer. */
import type { Resolution } from '../bridge/contract.ts';

const offered: readonly Resolution[] = [
  { width: 320, height: 240 },
  { width: 480, height: 360 },
  { width: 640, height: 480 },
  { width: 960, height: 720 },
  { width: 1280, height: 720 },
];

/** A size as the value of an option. */
export function resolutionValue({ width, height }: Resolution): string {
  return `${width}x${height}`;
}

/** The size that an option's value stands for, or null. */
export function parseResolution(value: string): Resolution | null {
  const match = /^(\d+)x(\d+)$/.exec(value);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : null;
}

/** The options of the picker; a current size that is not among the usual ones comes first. */
export function resolutionOptions(current: Resolution): { value: string; label: string }[] {
  const known = offered.some((size) => resolutionValue(size) === resolutionValue(current));
  const sizes = known ? offered : [current, ...offered];
  return sizes.map((size) => ({ value: resolutionValue(size), label: `${size.width} × ${size.height}` }));
}
