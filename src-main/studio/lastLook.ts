/** What the page will most likely ask to be painted first, so that the painter can load it while the page is opened. */
import type { Resolution, Settings } from './contract.ts';

/** A style, the one it is mixed with, and a size. */
export interface Look {
  readonly styleId: string;
  readonly blendId: string | null;
  readonly size: Resolution;
}

/** Where the page begins with a size of its own accord of which nothing is remembered. */
export const USUAL_SIZE: Resolution = { width: 640, height: 480 };

/** What was on the stage when Pastiche was closed, as it would be painted on the processor; null where there is no style. */
export function lastLook(
  { styleId, blend, resolution, settledSizes, targetFps }: Settings,
  styles: readonly { readonly id: string; readonly network?: string | undefined }[],
): Look | null {
  const style = styles.find(({ id }) => id === styleId) ?? styles[0];
  if (!style) return null;
  const settled = settledSizes.find(
    ({ device, network, fps }) =>
      device === 'cpu' && network === (style.network ?? style.id) && fps === targetFps,
  );
  const { width, height } = resolution === 'auto' ? (settled ?? USUAL_SIZE) : resolution;
  const blendId = styles.find(({ id }) => id === blend?.styleId)?.id ?? null;
  return { styleId: style.id, blendId, size: { width, height } };
}
