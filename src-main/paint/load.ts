/** From an understood style to a session that paints frames of one shape on a device. */
import { toFloat16, type ModelProto } from '../graph/index.ts';
import type { Device, Session } from '../runtime/types.ts';
import type { Ends, Pair } from './ends.ts';
import type { NetworksInBlocks } from './networksInBlocks.ts';
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
  quickly: NetworksInBlocks,
  understood: Understood,
  shape: FrameShape,
  change: Change,
): Promise<Session> {
  const { model, ends, gain } = understood;
  const quick = change === '' ? await quickly.load(understood, shape) : null;
  if (quick) return quick;
  const wrapped = CHANGES[change](wrapStyle(model, ends, gain, shape, device.pictures));
  // What is measured is read as float32, and a network from elsewhere may have numbers beyond float16.
  const narrow = change !== MEASURE && isOurs(model) && (await device.prefersFloat16?.());
  return device.load(narrow ? toFloat16(wrapped) : wrapped);
}
