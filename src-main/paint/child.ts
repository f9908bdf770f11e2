/** A paint process as its supervisor holds it, and how Node starts one. */
import { forkChild, type Child, type ProcessEntry } from '../process/child.ts';
import type { ToPaint } from './protocol.ts';

/** A running paint process, however it was started. It holds nothing worth saving. */
export type PaintChild = Child<ToPaint>;

/** Starts a paint process. */
export type SpawnPaint = () => PaintChild;

/** Starts paint processes under Node. */
export function forkPaint(entry: ProcessEntry): SpawnPaint {
  return forkChild<ToPaint>(entry);
}
