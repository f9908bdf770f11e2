/** One paint process that works on files: given work, watched, and mourned by all who wait for it. */
import type { ErrorCode } from '../studio/contract.ts';
import type { PaintChild, SpawnPaint } from './child.ts';
import { PendingWork } from './pending.ts';
import { FromPaint, type PictureOrder, type PortFrame, type StyleFile } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { Watchdog } from './watchdog.ts';

/** What a process is started with. */
export interface ApartProcessOptions {
  readonly spawn: SpawnPaint;
  /** Devices by preference; the first that can be had paints. */
  readonly devices: readonly string[];
  /** The styles it is to paint with. */
  readonly styles: readonly StyleFile[];
  /** How long it may be silent, in milliseconds; shorter in tests. */
  readonly hangMs?: number | undefined;
}

/** At a low priority, beside a live view that takes all there is, everything takes its time. */
const HANG_MS = 120_000;
/** By so much more than beside nothing. */
const LOW_PRIORITY = 5;
const NO_CLIENT = 'file';

/** The process is gone, and with it what it was asked for. */
export class ProcessGone extends Refusal {
  constructor() {
    super(
      'paint-failed',
      'The painter of this file stopped, perhaps for want of memory. Close other programs, or make the file smaller, and try again.',
    );
  }
}

/** A running process; what it is given is done in order. */
export class ApartProcess {
  readonly #child: PaintChild;
  readonly #pending = new PendingWork();
  readonly #progress = new Map<number, (part: number) => void>();
  readonly #ready: Promise<void>;
  readonly #watchdog: Watchdog;
  #notReady: (why: Refusal) => void = () => undefined;
  #over: Refusal | null = null;

  constructor({ spawn, devices, styles, hangMs = HANG_MS }: ApartProcessOptions) {
    const child = spawn();
    this.#child = child;
    this.#watchdog = new Watchdog({
      hangMs,
      ping: (request) => child.send({ type: 'ping', request }),
      onHang: () => {
        child.kill();
        // Its exit is not waited for: a driver may hold on to a process that hangs in it.
        this.#gone();
      },
    });
    this.#ready = new Promise((resolve, reject) => {
      this.#notReady = reject;
      child.onMessage((data) => {
        this.#watchdog.alive();
        const parsed = FromPaint.safeParse(data);
        if (!parsed.success) return;
        if (parsed.data.type === 'ready') resolve();
        else this.#hear(parsed.data);
      });
      child.onExit(() => this.#gone());
    });
    this.#ready.catch(() => undefined);
    child.send({ type: 'start', devices: [...devices], background: true });
    child.send({ type: 'styles', styles: [...styles] });
    this.#watchdog.watch();
  }

  /** Paints a picture's file into another. Rejects with a {@link Refusal}. */
  async picture(order: PictureOrder, progress: (part: number) => void): Promise<void> {
    await this.#ready;
    this.#mustLive();
    await this.#pending.request((request) => {
      this.#progress.set(request, progress);
      this.#child.send({ type: 'picture', request, ...order });
    });
  }

  /** Paints a picture of a video. Rejects with a {@link Refusal}. */
  async frame({ header, pixels }: PortFrame): Promise<Uint8Array> {
    await this.#ready;
    this.#mustLive();
    const painted = await this.#pending.frame(NO_CLIENT, header.id, (id) =>
      this.#child.send({ type: 'frame', client: NO_CLIENT, header: { ...header, id }, pixels }),
    );
    if (painted.header.ok && painted.pixels) return painted.pixels;
    // It died with this picture.
    if (this.#over) throw this.#over;
    const { code, message }: { code: ErrorCode; message: string } = painted.header.ok
      ? { code: 'internal', message: 'A picture came back empty.' }
      : painted.header;
    throw new Refusal(code, message);
  }

  /** Ends the process at once. */
  close(): void {
    this.#over ??= new Refusal('dropped', 'It was cancelled.');
    this.#child.kill();
  }

  /** Nothing is heard of it any more. */
  #gone(): void {
    this.#watchdog.rest();
    this.#over ??= new ProcessGone();
    this.#notReady(this.#over);
    this.#pending.refuseAll(this.#over);
  }

  /** @throws {Refusal} where it has ended: what it is sent then is never answered. */
  #mustLive(): void {
    if (this.#over) throw this.#over;
  }

  #hear(message: FromPaint): void {
    if (message.type === 'painted') this.#pending.painted(message.header, message.pixels);
    else if (message.type === 'progress') this.#progress.get(message.request)?.(message.part);
    else if (message.type === 'patience') this.#watchdog.patience(LOW_PRIORITY * message.ms);
    else if (message.type === 'done') {
      this.#progress.delete(message.request);
      this.#pending.done(message.request, message.error);
    }
  }
}
