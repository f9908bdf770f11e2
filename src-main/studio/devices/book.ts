/** What has been measured on this machine: kept in the data folder, and forgotten when the machine changes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Finding } from '../../measure/protocol.ts';
import { writeAtomically } from '../atomicWrite.ts';

/** A style's network at a size. */
export interface Picture {
  readonly network: string;
  readonly width: number;
  readonly height: number;
}

const Frame = z.object({
  network: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  ms: z.number().positive(),
  /** The machine was busy: it is to be measured once more. */
  doubtful: z.boolean().optional(),
});
const Known = z.object({
  /** The last finding, which says whether it works. */
  finding: Finding,
  /** The latest last. */
  frames: z.array(Frame),
  /** When it failed though it had worked before, and with which network; the latest last. */
  failures: z.array(z.object({ network: z.string(), at: z.number() })).default([]),
});
export type Known = z.infer<typeof Known>;
const Book = z.object({ version: z.literal(1), machine: z.string(), devices: z.record(z.string(), Known) });

const MOST_FRAMES = 12;
const MOST_FAILURES = 12;
/** A device that failed so often with a network within this time is left alone for as long. */
const FAILURES = 3;
const FAILURES_MS = 7 * 24 * 3600 * 1000;
/** A frame of so many times as many pixels says little about another. */
const NEAR = 2;
/** Another device than the processor must be clearly faster: the processor's is the shorter way. */
const PROCESSOR_BONUS = 0.87;

/** Findings by device. */
export class DeviceBook {
  readonly #file: string;
  readonly #machine: string;
  #devices: Readonly<Record<string, Known>>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, machine: string, devices: Readonly<Record<string, Known>>) {
    this.#file = file;
    this.#machine = machine;
    this.#devices = devices;
  }

  /** Reads `devices.json`. What cannot be understood, or is of another machine or driver, is measured anew. */
  static async open(folder: string, machine: string): Promise<DeviceBook> {
    const file = join(folder, 'devices.json');
    try {
      const book = Book.parse(JSON.parse(await readFile(file, 'utf8')));
      if (book.machine === machine) return new DeviceBook(file, machine, book.devices);
    } catch {
      // It is a memory of what can be measured again at any time.
    }
    return new DeviceBook(file, machine, {});
  }

  /** What is known of a device. */
  get(id: string): Known | undefined {
    return Object.hasOwn(this.#devices, id) ? this.#devices[id] : undefined;
  }

  /** Notes a finding; it is on disk a moment later. */
  note(id: string, finding: Finding, picture: Picture): void {
    const before = this.get(id);
    const old = (before?.frames ?? []).filter((frame) => !same(frame, picture)).slice(1 - MOST_FRAMES);
    const last = before?.frames.find((frame) => same(frame, picture));
    const frames = finding.works ? [...old, { ...picture, ...judged(finding, last) }] : [];
    // A step that was measured before is not forgotten by a look at frames alone.
    const step = before?.finding.works ? pickStep(before.finding) : {};
    const kept = finding.works && !knowsStep(finding) ? { ...finding, ...step } : finding;
    this.#set(id, { finding: kept, frames, failures: before?.failures ?? [] });
  }

  /** It failed, which may be a hiccup: that is counted. */
  fail(id: string, { network }: Picture, at: number): void {
    const known = this.get(id);
    if (!known) return;
    const failures = [...known.failures, { network, at }].slice(-MOST_FAILURES);
    this.#set(id, { ...known, failures });
  }

  /** Its failures count no more. */
  pardon(id: string): void {
    const known = this.get(id);
    if (known && known.failures.length > 0) this.#set(id, { ...known, failures: [] });
  }

  /** What was found of a device counts no more. */
  forget(id: string): void {
    this.#devices = Object.fromEntries(Object.entries(this.#devices).filter(([known]) => known !== id));
    this.#write();
  }

  #set(id: string, known: Known): void {
    this.#devices = { ...this.#devices, [id]: known };
    this.#write();
  }

  #write(): void {
    const text = JSON.stringify({ version: 1, machine: this.#machine, devices: this.#devices }, null, 2);
    // A disk that refuses costs a measurement at the next start, and nothing now.
    this.#writing = this.#writing.then(() => writeAtomically(this.#file, `${text}\n`)).catch(() => undefined);
  }

  /** Resolves when everything is on disk. */
  settled(): Promise<void> {
    return this.#writing;
  }
}

/** The measurement that says most about a picture; undefined when none says anything. */
export function nearestFrame(
  known: Known | undefined,
  picture: Picture,
): Known['frames'][number] | undefined {
  return known?.frames
    .filter((frame) => frame.network === picture.network)
    .sort((a, b) => distance(a, picture) - distance(b, picture))[0];
}

/** Whether a picture must be measured to know how long it takes. */
export function isFar(known: Known | undefined, picture: Picture): boolean {
  const nearest = nearestFrame(known, picture);
  return !nearest || distance(nearest, picture) > Math.log(NEAR);
}

/** Whether what says most about a picture was measured on a busy machine. */
export function isDoubtful(known: Known | undefined, picture: Picture): boolean {
  return nearestFrame(known, picture)?.doubtful === true;
}

/** Whether it failed so often of late with such a network that it is not tried again by itself. */
export function hasGivenUp(known: Known | undefined, { network }: Picture, now: number): boolean {
  const late = known?.failures.filter((one) => one.network === network && now - one.at < FAILURES_MS);
  return (late?.length ?? 0) >= FAILURES;
}

/** Whether it is known how long a training step takes, or that there is none. */
export function knowsStep(finding: Finding): boolean {
  return !finding.works || finding.msPerStep !== null || finding.noStep !== undefined;
}

/**
 * The devices to paint a picture on, the best first. The processor is always among them, whatever is known:
 * it never fails. What was not measured for such a picture comes after it; what is `away` is left out.
 */
export function ranking(
  book: Pick<DeviceBook, 'get'>,
  ids: readonly string[],
  picture: Picture,
  away: (id: string) => boolean = () => false,
): string[] {
  const own = book.get('cpu');
  // Until the processor was measured with this network, what was measured with another says more than nothing.
  const network = nearestFrame(own, picture) ? picture.network : own?.frames.at(-1)?.network;
  const cost = (id: string): number => {
    const nearest = network === undefined ? undefined : nearestFrame(book.get(id), { ...picture, network });
    if (!nearest) return Infinity;
    const ms = (nearest.ms * pixels(picture)) / pixels(nearest);
    return id === 'cpu' ? ms * PROCESSOR_BONUS : ms;
  };
  const usable = ids.filter((id) => id === 'cpu' || (book.get(id)?.finding.works === true && !away(id)));
  const costs = new Map(usable.map((id) => [id, cost(id)]));
  // Without a figure of the processor's own there is nothing to compare with: it stays.
  if (costs.get('cpu') === Infinity) return ['cpu', ...usable.filter((id) => id !== 'cpu')];
  return usable.sort((a, b) => costs.get(a)! - costs.get(b)!);
}

/** A figure in the light of the one before. */
function judged(
  { msPerFrame, busy }: Finding & { works: true },
  last: Known['frames'][number] | undefined,
): Pick<Known['frames'][number], 'ms' | 'doubtful'> {
  // Whatever else runs only adds: of two the lesser is nearer to the truth, and where the machine is always busy,
  // two must do.
  if (last?.doubtful) return { ms: Math.min(last.ms, msPerFrame) };
  return { ms: msPerFrame, ...(busy && { doubtful: true }) };
}

function pickStep({ msPerStep, noStep }: Finding & { works: true }): Partial<Finding & { works: true }> {
  return { msPerStep, ...(noStep !== undefined && { noStep }) };
}

function pixels({ width, height }: { width: number; height: number }): number {
  return width * height;
}

function distance(frame: Picture, picture: Picture): number {
  return Math.abs(Math.log(pixels(frame) / pixels(picture)));
}

function same(a: Picture, b: Picture): boolean {
  return a.network === b.network && a.width === b.width && a.height === b.height;
}
