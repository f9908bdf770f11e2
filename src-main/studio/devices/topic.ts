/** The devices: finds out which there are and how fast, and says which is best. */
import { measureApart } from '../../measure/apart.ts';
import type { Finding, SpawnMeasure } from '../../measure/protocol.ts';
import { knownDevices } from '../../runtime/devices.ts';
import type { DeviceReport, Obstacle } from '../contract/devices.ts';
import {
  DeviceBook,
  hasGivenUp,
  isDoubtful,
  isFar,
  knowsStep,
  ranking,
  type Known,
  type Picture,
} from './book.ts';
import { infoOf, type Failed } from './info.ts';

/** What is on the stage, for measuring with. */
export interface Stage extends Picture {
  /** The style's file; null before there is one. */
  readonly file: string | null;
}

/** What it works with. */
export interface DeviceTopicOptions {
  readonly folder: string;
  readonly machine: string | Promise<string>;
  /** Left out, nothing is measured: the processor paints. */
  readonly spawn?: SpawnMeasure | undefined;
  /** What speaks against a device without trying it: no process is started for that while the first pictures are painted. */
  obstacle?(id: string): Finding | null;
  stage(): Stage;
  changed(report: DeviceReport): void;
  /** The best device may be another one now. */
  ranked(): void;
  /** Whether what is under way must not be slowed for a figure that decides nothing. */
  occupied?(): boolean;
  /** How long the stage must stay as it is before it is measured with. */
  readonly settleMs?: number;
}

/**
 * What is looked at: what must be known to choose for the picture on the stage; what is not known for it, the
 * processor with nothing to compare it with, too; everything, as the person asked for it, without or with a
 * training step; or the training steps that are not known.
 */
type Look = 'missing' | 'missing, all' | 'again' | 'again, training, too' | 'steps';

const names = knownDevices();
const ids = names.map(({ id }) => id);
const others = ids.filter((id) => id !== 'cpu');

/** What may have been bad luck, or too busy a machine: tried again at the next start. */
const PASSING: ReadonlySet<Obstacle> = new Set<Obstacle>(['crashed', 'silent', 'failed']);
/** A size that is passed through, or a style that is only looked at, is not measured with. */
const SETTLE_MS = 4000;

/** One look at the machine at a time. */
export class DeviceTopic {
  readonly #options: DeviceTopicOptions;
  readonly #book: DeviceBook;
  readonly #stop = new AbortController();
  /** What failed since the start, by device, or by device and network. */
  readonly #failed = new Map<string, Failed>();
  /** What was tried since the start and did not work, by device and network or style: once is enough. */
  readonly #tried = new Set<string>();
  /** What was measured since the start: a figure of a busy machine is not doubted before the next. */
  readonly #measured = new Set<string>();
  /** Whose training step was asked for since the start. */
  readonly #stepped = new Set<string>();
  #measuring: string | null = null;
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: DeviceTopicOptions, book: DeviceBook) {
    this.#options = options;
    this.#book = book;
  }

  /** Reads what was measured before. */
  static async open(options: DeviceTopicOptions): Promise<DeviceTopic> {
    return new DeviceTopic(options, await DeviceBook.open(options.folder, await options.machine));
  }

  /** What to paint on, in this order: what was chosen, then the best that is left; the processor is among them. */
  order(chosen: string): string[] {
    const stage = this.#options.stage();
    const best = ranking(this.#book, ids, stage, (id) => this.#whyAway(id, stage) !== null);
    if (chosen === 'auto' || this.#failed.has(chosen)) return best;
    return [chosen, ...best.filter((id) => id !== chosen)];
  }

  /** What to train on, in this order: what was chosen, then what was measured to be faster than the processor. */
  trainingOrder(chosen: string): string[] {
    const step = (id: string): number => {
      const finding = this.#book.get(id)?.finding;
      return finding?.works === true ? (finding.msPerStep ?? Infinity) : Infinity;
    };
    const faster = others
      .filter((id) => step(id) < step('cpu') && !this.#failed.has(id) && step('cpu') < Infinity)
      .sort((a, b) => step(a) - step(b));
    const order = [...(chosen === 'auto' ? [] : [chosen]), ...faster, 'cpu'];
    // Nothing need follow the processor: it never fails.
    return [...new Set(order)].slice(0, order.indexOf('cpu') + 1);
  }

  /**
   * Measures training steps where a device could be faster than the processor and that is not known yet.
   * Undefined where nothing is to be found out; else resolves when it is.
   */
  readyToTrain(chosen: string): Promise<void> | undefined {
    if (chosen !== 'auto' || !this.#options.spawn || this.#stop.signal.aborted) return undefined;
    if (!this.#work && !ids.some((id) => this.#lacksStep(id))) return undefined;
    return (async () => {
      await this.#work;
      this.#start('steps');
      await this.#work;
    })();
  }

  /** The person chose a device: it gets another chance. */
  chosen(id: string): void {
    if (this.#failed.delete(id)) this.#options.changed(this.report());
  }

  /** Another style or size is on the stage: once it stays, what is not known of it is measured. */
  staged(): void {
    clearTimeout(this.#timer);
    if (!this.#options.spawn || this.#stop.signal.aborted) return;
    const look = async (): Promise<void> => {
      await this.#work;
      this.#start('missing');
      // With what is known already another device may be the best.
      if (!this.#work && !this.#stop.signal.aborted) this.#options.ranked();
    };
    this.#timer = setTimeout(() => void look(), this.#options.settleMs ?? SETTLE_MS);
    this.#timer.unref();
  }

  /**
   * A device failed while painting: until the next start it is used only if the person wants it. That is
   * counted: what fails time and again is left alone for longer.
   */
  left(id: string): void {
    if (!others.includes(id) || this.#failed.has(id)) return;
    const reason = 'it failed while painting. Measure it again to give it another chance';
    this.#failed.set(id, { works: false, code: 'failed', reason });
    this.#book.fail(id, this.#options.stage(), Date.now());
    this.#options.changed(this.report());
  }

  /** What is known now. */
  report(): DeviceReport {
    const stage = this.#options.stage();
    const devices = names.map((name) =>
      infoOf(name, this.#book.get(name.id), this.#whyAway(name.id, stage), stage),
    );
    return { devices, measuring: this.#measuring, order: this.order('auto') };
  }

  /** The handlers of `contract/devices.ts`. */
  handlers() {
    return {
      'devices.list': ({ all = false }: { all?: boolean | undefined }) => {
        // What is looked at just now may leave the processor out.
        if (all && this.#work) void this.#work.then(() => this.#start('missing, all'));
        else this.#start(all ? 'missing, all' : 'missing');
        return this.report();
      },
      'devices.measure': ({ training }: { training: boolean }) => {
        this.#start(training ? 'again, training, too' : 'again');
        return this.report();
      },
    };
  }

  /** Its runtime has come: measures one device now, or as soon as nothing else is measured. */
  async appeared(id: string): Promise<void> {
    await this.#work;
    this.#book.forget(id);
    this.#failed.delete(id);
    this.#start('missing');
  }

  /** Ends what runs; resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#work;
    await this.#book.settled();
  }

  /** Resolves when nothing is being measured; for tests and commands. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Why a device that was found to work is not to be used for a picture all the same; null where it is. */
  #whyAway(id: string, picture: Picture): Failed | null {
    const failed = this.#failed.get(id) ?? this.#failed.get(withNetwork(id, picture));
    if (failed) return failed;
    if (!hasGivenUp(this.#book.get(id), picture, Date.now())) return null;
    const reason = 'it failed time and again. Measure it again to give it another chance';
    return { works: false, code: 'failed', reason };
  }

  #isMissing(id: string, picture: Stage): boolean {
    const known = this.#book.get(id);
    if (this.#tried.has(withNetwork(id, picture)) || this.#tried.has(withFile(id, picture))) return false;
    if (!known) return true;
    if (id !== 'cpu' && this.#whyAway(id, picture)) return false;
    if (id === 'cpu' || known.finding.works) {
      return isFar(known, picture) || (isDoubtful(known, picture) && !this.#measured.has(id));
    }
    return PASSING.has(known.finding.code);
  }

  #lacksStep(id: string): boolean {
    const known = this.#book.get(id);
    if (this.#stepped.has(id)) return false;
    if (id !== 'cpu') return this.#rivals().includes(id) && !knowsStep(known!.finding);
    const learners = this.#rivals().filter((rival) => canLearn(this.#book.get(rival)));
    return learners.length > 0 && (!known || !knowsStep(known.finding));
  }

  /** The devices to compare the processor with. */
  #rivals(): string[] {
    return others.filter((id) => this.#book.get(id)?.finding.works === true && !this.#failed.has(id));
  }

  #start(look: Look): void {
    const { spawn } = this.#options;
    if (this.#work || !spawn || this.#stop.signal.aborted) return;
    const picture = this.#options.stage();
    const wanted = (id: string): boolean => {
      if (look === 'steps') return this.#lacksStep(id);
      if (look.startsWith('again')) return true;
      if (!this.#isMissing(id, picture)) return false;
      if (id !== 'cpu' || this.#rivals().length > 0) return true;
      return look === 'missing, all' && this.#options.occupied?.() !== true;
    };
    if (!ids.some(wanted)) return;
    this.#work = this.#look(spawn, look, picture, wanted).finally(() => {
      this.#work = undefined;
    });
  }

  /** All are measured with one picture, whatever becomes of the stage meanwhile: so they can be compared. */
  async #look(spawn: SpawnMeasure, look: Look, stage: Stage, wanted: (id: string) => boolean): Promise<void> {
    const { changed, ranked } = this.#options;
    const training = look === 'steps' || look === 'again, training, too';
    // The processor needs no trying; it is measured last, when it is known whether there is anything to compare with.
    for (const id of [...others, 'cpu']) {
      if (!wanted(id)) continue;
      this.#measuring = id;
      changed(this.report());
      const { file, width, height } = stage;
      const job = { device: id, style: file, width, height, training };
      const seen = this.#options.obstacle?.(id);
      const finding = seen ?? (await measureApart(spawn, job, this.#stop.signal));
      if (this.#stop.signal.aborted) break;
      this.#measured.add(id);
      if (training) this.#stepped.add(id);
      this.#note(id, finding, stage, look.startsWith('again'));
    }
    this.#measuring = null;
    if (this.#stop.signal.aborted) return;
    changed(this.report());
    ranked();
  }

  #note(id: string, finding: Finding, stage: Stage, again: boolean): void {
    if (again) {
      this.#book.pardon(id);
      for (const key of [id, withNetwork(id, stage)]) this.#failed.delete(key);
    }
    if (finding.works) return this.#book.note(id, finding, stage);
    if (finding.ofStyle) return void this.#tried.add(withFile(id, stage));
    this.#tried.add(withNetwork(id, stage));
    const worked = this.#book.get(id)?.finding.works === true;
    // Nobody asked for it, and it worked with other pictures: perhaps it is the style, perhaps a hiccup.
    if (!worked || again) this.#book.note(id, finding, stage);
    else if (id !== 'cpu') this.#failed.set(withNetwork(id, stage), finding);
    if (id !== 'cpu' && PASSING.has(finding.code)) this.#book.fail(id, stage, Date.now());
  }
}

/** Whether it can train, as far as is known. */
function canLearn(known: Known | undefined): boolean {
  return known?.finding.works === true && known.finding.noStep === undefined;
}

function withNetwork(id: string, { network }: Picture): string {
  return `${id} ${network}`;
}

function withFile(id: string, { file }: Stage): string {
  return `${id} ${file}`;
}
