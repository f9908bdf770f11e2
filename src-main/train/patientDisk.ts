/** Writing where the disk may be full: a training waits for room, and loses nothing by it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDiskFull } from './failure.ts';

/** How long to wait before a full disk is tried again. */
const RETRY_MS = 5000;

/** The disk is full, and the training is not to wait any longer. */
export class NoRoom extends Error {}

/** What it works with. */
export interface PatientDiskOptions {
  /** Aborted: what cannot be written at once is not waited for. */
  readonly hurry: AbortSignal;
  readonly retryMs?: number | undefined;
  /** Each time when there is no room; `false` once there is. */
  onWaiting(waits: boolean): void;
}

/** Writes until it works. */
export class PatientDisk {
  readonly #options: PatientDiskOptions;

  constructor(options: PatientDiskOptions) {
    this.#options = options;
  }

  /** Does some writing. @throws {NoRoom} when the disk is full and there is no time to wait. */
  async write(work: () => Promise<void>): Promise<void> {
    const { hurry, retryMs, onWaiting } = this.#options;
    let waited = false;
    for (;;) {
      try {
        await work();
        if (waited) onWaiting(false);
        return;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        if (hurry.aborted) throw new NoRoom('the disk is full', { cause: error });
        waited = true;
        onWaiting(true);
        await sleep(retryMs ?? RETRY_MS, undefined, { signal: hurry }).catch(() => undefined);
      }
    }
  }
}
