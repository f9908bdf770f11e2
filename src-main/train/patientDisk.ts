/** Writing where the disk may be full, or a file held: a training waits, and loses nothing by it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDiskFull, isFileHeld } from './diskError.ts';

/** How long to wait before a full disk is tried again. */
const RETRY_MS = 5000;
/** How long, and how often, a file that somebody else holds is tried. */
const HELD = { ms: 6000, everyMs: 200 };

/** The disk is full, and the training is not to wait any longer. */
export class NoRoom extends Error {}

/** What it works with. */
export interface PatientDiskOptions {
  /** Aborted: what cannot be written at once is not waited for. */
  readonly hurry: AbortSignal;
  readonly retryMs?: number | undefined;
  /** There is no room; `false` once there is. */
  onWaiting(waits: boolean): void;
}

/** Writes until it works. */
export class PatientDisk {
  readonly #options: PatientDiskOptions;

  constructor(options: PatientDiskOptions) {
    this.#options = options;
  }

  /**
   * Does some writing. `last`: what cannot be written now is lost, so that a file that somebody else holds is
   * waited for. @throws {NoRoom} when the disk is full and there is no time to wait.
   */
  async write(work: () => Promise<void>, last?: 'last'): Promise<void> {
    const { hurry, retryMs, onWaiting } = this.#options;
    const heldUntil = performance.now() + (last ? HELD.ms : 0);
    let waited = false;
    for (;;) {
      try {
        await work();
        if (waited) onWaiting(false);
        return;
      } catch (error) {
        if (isFileHeld(error) && performance.now() < heldUntil) {
          await sleep(HELD.everyMs);
          continue;
        }
        if (!isDiskFull(error)) throw error;
        if (hurry.aborted) throw new NoRoom('the disk is full', { cause: error });
        // Told once: it may be full all night.
        if (!waited) onWaiting(true);
        waited = true;
        await sleep(retryMs ?? RETRY_MS, undefined, { signal: hurry }).catch(() => undefined);
      }
    }
  }
}
