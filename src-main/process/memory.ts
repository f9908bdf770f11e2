/**
 * Memory for pictures, used again and again: fresh memory has to be made by the system page by page, and Node collects
 * its garbage anew for every 64 MB of it, which took more of the server's time than all else it did with a frame.
 */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

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

/** So much garbage may lie about, and it is looked for so often. */
const MOST_GARBAGE = 8 * 1024 * 1024;
export const LOOK_MS = 30_000;

/**
 * Has this process collect its garbage in one go instead of in steps. What sockets read lies outside of V8's heap and
 * counts as pressure on it, so that frames keep it marking without end: half of the server's time with a frame, for a
 * heap that is marked in some milliseconds.
 */
export function collectAtOnce(): void {
  setFlagsFromString('--no-incremental-marking');
  collectNowAndThen();
}

/**
 * Has this thread collect its garbage before it is much. What a live view leaves is some MB a minute, which V8, on a
 * machine that has memory, lets grow to hundreds of them.
 */
export function collectNowAndThen(used = heapUsed, collect = collector()): void {
  let least = used();
  const look = (): void => {
    const now = used();
    least = Math.min(least, now);
    if (now < least + MOST_GARBAGE) return;
    collect();
    least = used();
  };
  setInterval(look, LOOK_MS).unref();
}

function heapUsed(): number {
  return getHeapStatistics().used_heap_size;
}

/** What collects the garbage of the thread that it is called in. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  // Only contexts that are made from now on have it.
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined;
  return () => collect?.();
}
