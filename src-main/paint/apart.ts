/**
 * A paint process beside the one that paints the live view, for files: at a low priority, so that the view
 * goes on, and ended at once when it is no longer wanted, whatever it is doing. Hours of a film may hang on
 * it: when it dies, another goes on with what it was asked for.
 */
import { ApartProcess, type ApartProcessOptions, ProcessGone } from './apartProcess.ts';
import type { PictureOrder, PortFrame } from './protocol.ts';

/** Paints one file; what it is given is done in order. */
export class ApartPainter {
  readonly #options: ApartProcessOptions;
  #devices: readonly string[];
  #process: ApartProcess;
  #closed = false;

  constructor(options: ApartProcessOptions) {
    this.#options = options;
    this.#devices = options.devices;
    this.#process = new ApartProcess(options);
  }

  /** Paints a picture's file into another. Rejects with a {@link Refusal}. */
  picture(order: PictureOrder, progress: (part: number) => void): Promise<void> {
    return this.#twice((process) => process.picture(order, progress));
  }

  /** Paints a picture of a video. Rejects with a {@link Refusal}. */
  frame(frame: PortFrame): Promise<Uint8Array> {
    return this.#twice((process) => process.frame(frame));
  }

  /** Ends the process at once. */
  close(): void {
    this.#closed = true;
    this.#process.close();
  }

  /** A piece of work that two processes died of is not given to a third. */
  async #twice<T>(work: (process: ApartProcess) => Promise<T>): Promise<T> {
    const process = this.#process;
    try {
      return await work(process);
    } catch (error) {
      if (!(error instanceof ProcessGone) || this.#closed) throw error;
      this.#replace(process);
      return work(this.#process);
    }
  }

  /** Starts the next process, on the next device if there is one; once, however many waited for the last. */
  #replace(gone: ApartProcess): void {
    if (this.#process !== gone) return;
    const [, ...others] = this.#devices;
    if (others.length > 0) this.#devices = others;
    this.#process = new ApartProcess({ ...this.#options, devices: this.#devices });
  }
}
