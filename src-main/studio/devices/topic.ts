/** The devices: finds out which there are and how fast, and says which is best. */
import { measureApart } from '../../measure/apart.ts';
import type { Finding, SpawnMeasure } from '../../measure/protocol.ts';
import { knownDevices } from '../../runtime/devices.ts';
import type { DeviceInfo, DeviceReport } from '../contract/devices.ts';
import { DeviceBook, isFar, nearestFrame, ranking, type Picture } from './book.ts';

/** What is on the stage, for measuring with. */
export interface Stage extends Picture {
  /** The style's file; null before there is one. */
  readonly file: string | null;
}

/** What it works with. */
export interface DeviceTopicOptions {
  readonly folder: string;
  readonly machine: string;
  /** Left out, nothing is measured: the processor paints. */
  readonly spawn?: SpawnMeasure | undefined;
  stage(): Stage;
  changed(report: DeviceReport): void;
  /** The best device may be another one now. */
  ranked(): void;
}

const names = knownDevices();
const ids = names.map(({ id }) => id);

/** One look at the machine at a time. */
export class DeviceTopic {
  readonly #options: DeviceTopicOptions;
  readonly #book: DeviceBook;
  readonly #stop = new AbortController();
  #measuring: string | null = null;
  #work: Promise<void> | undefined;

  private constructor(options: DeviceTopicOptions, book: DeviceBook) {
    this.#options = options;
    this.#book = book;
  }

  /** Reads what was measured before. */
  static async open(options: DeviceTopicOptions): Promise<DeviceTopic> {
    return new DeviceTopic(options, await DeviceBook.open(options.folder, options.machine));
  }

  /** What to paint on, in this order: what was chosen, then the best that is left; the processor is among them. */
  order(chosen: string): string[] {
    const best = ranking(this.#book, ids, this.#options.stage());
    return chosen === 'auto' ? best : [chosen, ...best.filter((id) => id !== chosen)];
  }

  /** What to train on, in this order. Left to us, only what was measured to be faster comes before the processor. */
  trainingOrder(chosen: string): string[] {
    if (chosen !== 'auto') return [...new Set([chosen, 'cpu'])];
    const step = (id: string): number => {
      const finding = this.#book.get(id)?.finding;
      return finding?.works === true ? (finding.msPerStep ?? Infinity) : Infinity;
    };
    const faster = ids.filter((id) => step(id) < step('cpu')).sort((a, b) => step(a) - step(b));
    return step('cpu') === Infinity ? ['cpu'] : [...faster, 'cpu'];
  }

  /** A device failed while painting: it is not chosen again until it has been measured anew. */
  left(id: string): void {
    if (id === 'cpu' || !ids.includes(id) || this.#book.get(id)?.finding.works !== true) return;
    const reason = 'it failed while painting. Measure it again to give it another chance';
    this.#book.note(id, { works: false, code: 'failed', reason }, this.#options.stage());
    this.#options.changed(this.report());
  }

  /** What is known now. */
  report(): DeviceReport {
    const stage = this.#options.stage();
    const devices = names.map(({ id, name }): DeviceInfo => {
      const known = this.#book.get(id);
      if (!known) return { id, name, available: id === 'cpu', ...(id !== 'cpu' && { unknown: true }) };
      const { finding } = known;
      if (!finding.works) return { id, name, available: false, code: finding.code, reason: finding.reason };
      const frame = nearestFrame(known, stage) ?? known.frames.at(-1);
      return {
        ...{ id, name, available: true },
        ...(frame && { frame: { ms: frame.ms, width: frame.width, height: frame.height } }),
        ...(finding.msPerStep !== null && { msPerStep: finding.msPerStep }),
        ...(finding.noStep !== undefined && { noStep: finding.noStep }),
      };
    });
    return { devices, measuring: this.#measuring, order: this.order('auto') };
  }

  /** The handlers of `contract/devices.ts`. */
  handlers() {
    return {
      'devices.list': () => {
        this.#start(false, false);
        return this.report();
      },
      'devices.measure': ({ training }: { training: boolean }) => {
        this.#start(true, training);
        return this.report();
      },
    };
  }

  /** Its runtime has come: measures one device now, or as soon as nothing else is measured. */
  async appeared(id: string): Promise<void> {
    await this.#work;
    this.#book.forget(id);
    this.#start(false, false);
  }

  /** Ends what runs; resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#work;
    await this.#book.settled();
  }

  /** Resolves when nothing is being measured; for tests and commands. */
  async settled(): Promise<void> {
    await this.#work;
  }

  #start(again: boolean, training: boolean): void {
    const { spawn } = this.#options;
    if (this.#work || !spawn || this.#stop.signal.aborted) return;
    this.#work = this.#look(spawn, again, training).finally(() => {
      this.#work = undefined;
    });
  }

  async #look(spawn: SpawnMeasure, again: boolean, training: boolean): Promise<void> {
    const { stage, changed, ranked } = this.#options;
    const picture = stage();
    const unknown = (id: string): boolean => {
      const known = this.#book.get(id);
      return again || !known || (known.finding.works && isFar(known, picture));
    };
    const others = ids.filter((id) => id !== 'cpu');
    let looked = false;
    // The processor needs no trying; it is measured last, and only where there is something to compare with.
    for (const id of [...others, 'cpu']) {
      if (!unknown(id)) continue;
      const alone = others.every((other) => this.#book.get(other)?.finding.works !== true);
      if (id === 'cpu' && alone && !again) continue;
      this.#measuring = id;
      changed(this.report());
      const finding = await this.#measure(spawn, id, stage(), training);
      if (this.#stop.signal.aborted) break;
      this.#book.note(id, finding, picture);
      looked = true;
    }
    this.#measuring = null;
    if (!looked || this.#stop.signal.aborted) return;
    changed(this.report());
    ranked();
  }

  #measure(
    spawn: SpawnMeasure,
    device: string,
    { file, width, height }: Stage,
    training: boolean,
  ): Promise<Finding> {
    return measureApart(spawn, { device, style: file, width, height, training }, this.#stop.signal);
  }
}
