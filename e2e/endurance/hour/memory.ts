/** How much memory this process takes. */
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** In bytes, since it was last asked for. */
export interface Memory {
  /** The most that the system gave to the process. */
  readonly peak: number;
  /** What is still needed: garbage is collected before it is counted. */
  readonly held: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
let peak = 0;

/** To be called often. */
export function look(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

/** What there was since the last time. */
export async function memory(): Promise<Memory> {
  look();
  const most = peak;
  // What lies outside of the heap is given back a little later than what held it.
  for (let times = 0; times < 3; times++) {
    collect();
    await pause(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  peak = 0;
  look();
  return { peak: most, held: heapUsed + external };
}
