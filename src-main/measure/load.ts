/** How much of the processors something else takes while this process measures. */
import { cpus } from 'node:os';
import process from 'node:process';

/** Milliseconds since some time before, of all processors together. */
export interface Load {
  readonly all: number;
  readonly idle: number;
  /** Of this process. */
  readonly own: number;
}

/** From so large a part on, a figure says little about the device. */
const BUSY = 0.3;
/** Systems count in hundredths of a second: less than this is no measurement. */
const LEAST_MS = 200;

/** What has been used until now. */
export function loadNow(): Load {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({ user, nice, sys, idle, irq }));
  const { user, system } = process.cpuUsage();
  return {
    all: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    own: (user + system) / 1000,
  };
}

/** Whether others took so much between the two that what was measured meanwhile may be far too long. */
export function wasBusy(before: Load, after: Load): boolean {
  const all = after.all - before.all;
  const others = all - (after.idle - before.idle) - (after.own - before.own);
  return all >= LEAST_MS && others / all > BUSY;
}
