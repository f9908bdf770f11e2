import type { Blend, Settings, StyleInfo } from '../bridge/contract.ts';

/** What the style on the stage is mixed with: nothing where the second style went, or is the first itself now. */
export function blendOf(
  { blend }: Settings,
  style: StyleInfo | null,
  styles: readonly StyleInfo[] | null,
): Blend | null {
  if (!blend || blend.styleId === style?.id) return null;
  return styles?.some(({ id }) => id === blend.styleId) ? blend : null;
}
