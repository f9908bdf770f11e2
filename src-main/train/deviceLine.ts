/** The devices of a job, the best first: when one cannot be had or fails, the next goes on. */
import { RuntimeError, type Device, type LoadOptions } from '../runtime/types.ts';

/** Threads that wait for each other sleep: spinning, they would take the time of whatever else runs. */
const NO_SPINNING = { extra: { session: { intra_op: { allow_spinning: '0' } } } };

/** What a line of devices works with. */
export interface DeviceLineOptions {
  /** At least one id. */
  readonly ids: readonly string[];
  readonly threads: number;
  openDevice(id: string): Promise<Device>;
  /** Tells that another device goes on, and why. */
  notice(message: string, next: string): void;
  /** Whatever else the runtime is to be told. */
  readonly raw?: LoadOptions['raw'];
}

/** Goes through the devices, never back. */
export class DeviceLine {
  readonly #options: DeviceLineOptions;
  readonly #ids: string[];

  constructor(options: DeviceLineOptions) {
    this.#options = options;
    this.#ids = [...options.ids];
  }

  /** The first device that can be had. @throws {RuntimeError} the last one's, when none can. */
  async open(): Promise<Device> {
    const { threads, openDevice, raw } = this.#options;
    for (;;) {
      try {
        const device = await openDevice(this.#ids[0]!);
        return {
          id: device.id,
          name: device.name,
          load: (model, options) =>
            device.load(model, { threads, raw: { ...NO_SPINNING, ...raw }, ...options }),
        };
      } catch (error) {
        const next = this.#next(error);
        this.#options.notice(`${(error as Error).message}; "${next}" takes over.`, next);
      }
    }
  }

  /** Leaves the device that failed. @throws the failure, where it was not the device's or no other is left. */
  leave(error: unknown, work: 'training' | 'painting'): void {
    const failed = this.#ids[0]!;
    const next = this.#next(error);
    const reason = (error as Error).message;
    const message =
      work === 'training'
        ? `Training on "${failed}" failed (${reason}); "${next}" goes on with it.`
        : `Painting on "${failed}" failed (${reason}); "${next}" goes on with it.`;
    this.#options.notice(message, next);
  }

  #next(error: unknown): string {
    if (!(error instanceof RuntimeError) || this.#ids.length <= 1) throw error;
    this.#ids.shift();
    return this.#ids[0]!;
  }
}
