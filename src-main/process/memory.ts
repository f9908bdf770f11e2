/**
 * Memory for pictures, used again and again: fresh memory has to be made by the system page by page, and Node collects
 * its garbage anew for every 64 MB of it, which took more of the server's time than all else it did with a frame.
 */

import { setFlagsFromString } from 'node:v8';

/** So much may lie idle. */
const MOST_IDLE = 64 * 1024 * 1024;

const idle: Uint8Array[] = [];
const lent = new WeakSet<Uint8Array>();

/** Memory of this length in bytes, with anything in it. It may be kept; whoever is done with it can give it back. */
export function memoryFor(length: number): Uint8Array {
  const index = idle.findIndex((one) => one.length === length);
  const memory = index < 0 ? new Uint8Array(length) : idle.splice(index, 1)[0]!;
  lent.add(memory);
  return memory;
}

/** Nobody uses this memory any more. What did not come from {@link memoryFor}, or is back already, is passed over. */
export function giveBack(memory: Uint8Array | undefined): void {
  if (!memory || !lent.delete(memory)) return;
  idle.unshift(memory);
  // Sizes change; the one that was used last is the one that comes again.
  while (total() > MOST_IDLE) idle.pop();
}

function total(): number {
  return idle.reduce((sum, { length }) => sum + length, 0);
}

/**
 * Has this process collect its garbage in one go instead of in steps. What sockets read lies outside of V8's heap and
 * counts as pressure on it, so that frames keep it marking without end: half of the server's time with a frame, for a
 * heap that is marked in some milliseconds.
 */
export function collectAtOnce(): void {
  setFlagsFromString('--no-incremental-marking');
}
