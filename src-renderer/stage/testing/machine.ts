/** Machines that the tests of the governor have paint. */
import type { Size } from '../../camera/cover.ts';
import type { Costs } from '../costs.ts';
import { Governor } from '../governor.ts';
import { USUAL_SIZE } from '../ladder.ts';

const PIXELS = USUAL_SIZE.width * USUAL_SIZE.height;

/** A machine that paints: what it needs for a picture, as time goes by. */
export interface Machine {
  /** Milliseconds for every picture, and more for one of the usual size. */
  readonly fixedMs: number;
  readonly usualMs: number;
  /** Noise: each picture takes up to this part more or less. */
  readonly noise: number;
  readonly seed: number;
  /** How many times as slow it is at a moment. */
  slowness?(seconds: number): number;
  /** This part of the pictures takes so many times as long, or so many milliseconds more. */
  readonly slowPart?: number;
  readonly slowTimes?: number;
  readonly slowMs?: number;
  /** What is believed of its costs; a processor's otherwise. */
  readonly costs?: Costs;
  /** The largest picture of its camera. */
  readonly native?: Size;
}

/** What a picture of this size typically takes. */
export function costOf(machine: Machine, { width, height }: Size): number {
  return machine.fixedMs + (machine.usualMs * width * height) / PIXELS;
}

/** A size, and the second from which on it was used. */
export interface Change {
  readonly at: number;
  readonly size: Size;
}

/** Runs the live view on a machine; says which size was used when. */
export function simulate(
  machine: Machine,
  seconds: number,
  targetFps = 30,
  sourceFps = 30,
): { governor: Governor; changes: readonly Change[] } {
  const governor = new Governor(targetFps);
  governor.aim(targetFps, machine.costs);
  governor.suit(machine.native ?? null);
  const changes: Change[] = [{ at: 0, size: governor.size }];
  let [now, state] = [0, machine.seed >>> 0];
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  while (now < seconds * 1000) {
    const size = governor.size;
    const slow = machine.slowness?.(now / 1000) ?? 1;
    let ms = costOf(machine, size) * slow * (1 + machine.noise * (2 * random() - 1));
    if (random() < (machine.slowPart ?? 0)) ms = ms * (machine.slowTimes ?? 1) + (machine.slowMs ?? 0);
    now += Math.max(ms, 1000 / sourceFps);
    governor.sample({ now, ms, ...size, fps: 1000 / Math.max(ms, 1000 / sourceFps), sourceFps });
    if (governor.size !== size) changes.push({ at: now / 1000, size: governor.size });
  }
  return { governor, changes };
}
