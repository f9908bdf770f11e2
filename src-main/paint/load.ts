/** From an understood style to a session that paints frames of one shape on a device. */
import { toFloat16, type ModelProto } from '../graph/index.ts';
import { RuntimeError, type Device, type Session } from '../runtime/types.ts';
import type { Ends, Pair } from './ends.ts';
import { wrapInBlocks } from './inBlocks.ts';
import { forTiles, isOurs, measuring } from './large/parts.ts';
import type { FrameShape } from './painter.ts';
import { wrapStyle } from './wrap.ts';

/** A model ready to be wrapped. */
export interface Understood {
  readonly model: ModelProto;
  readonly ends: Ends;
  readonly gain: Pair;
}

/** What is made of a wrapped network: nothing, one that measures, one for tiles. */
export const MEASURE = ' measuring';
export const TILE = ' tile';
export type Change = '' | typeof MEASURE | typeof TILE;
const CHANGES: Readonly<Record<Change, (wrapped: Uint8Array) => Uint8Array>> = {
  '': (wrapped) => wrapped,
  [MEASURE]: measuring,
  [TILE]: forTiles,
};

/** Loads the style wrapped for frames of a shape, in the form in which the device is quickest. */
export async function loadStyle(
  device: Device,
  understood: Understood,
  shape: FrameShape,
  change: Change,
): Promise<Session> {
  const { model, ends, gain } = understood;
  const quick = change === '' ? await loadInBlocks(device, understood, shape) : null;
  if (quick) return quick;
  const wrapped = CHANGES[change](wrapStyle(model, ends, gain, shape, device.pictures));
  // What is measured is read as float32, and a network from elsewhere may have numbers beyond float16.
  const narrow = change !== MEASURE && isOurs(model) && (await device.prefersFloat16?.());
  return device.load(narrow ? toFloat16(wrapped) : wrapped);
}

/** Null where the device has no layout of its own, or the style cannot be said in it. */
async function loadInBlocks(
  device: Device,
  { model, ends, gain }: Understood,
  shape: FrameShape,
): Promise<Session | null> {
  if (shape.video || device.pictures === 'words') return null;
  const block = await device.block?.();
  const wrapped = block ? wrapInBlocks(model, ends, gain, shape, block) : null;
  if (!wrapped) return null;
  try {
    return await device.load(wrapped);
  } catch (error) {
    // A network from elsewhere may need more than the trial of this layout did.
    if (error instanceof RuntimeError) return null;
    throw error;
  }
}
