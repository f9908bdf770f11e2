/**
 * A paint process beside the one that paints the live view, for files: at a low priority, so that the view
 * goes on, and ended at once when it is no longer wanted, whatever it is doing.
 */
import type { ErrorCode } from '../studio/contract.ts';
import type { SpawnPaint, PaintChild } from './child.ts';
import { PendingWork } from './pending.ts';
import {
  FromPaint,
  type PaintedFrame,
  type PictureOrder,
  type PortFrame,
  type StyleFile,
} from './protocol.ts';
import { Refusal } from './refusal.ts';

/** What such a process is for. */
export interface ApartOptions {
  readonly spawn: SpawnPaint;
  /** Devices by preference; the first that can be had paints. */
  readonly devices: readonly string[];
  /** The styles it is to paint with. */
  readonly styles: readonly StyleFile[];
}

const GONE =
  'The painter of this file stopped, perhaps for want of memory. Close other programs, or make the file smaller, and try again.';
const NO_CLIENT = 'file';

/** One process; what it is given is done in order. */
export class ApartPainter {
  readonly #child: PaintChild;
  readonly #pending = new PendingWork();
  readonly #progress = new Map<number, (part: number) => void>();
  readonly #ready: Promise<void>;
  #closed = false;

  constructor({ spawn, devices, styles }: ApartOptions) {
    const child = spawn();
    this.#child = child;
    this.#ready = new Promise((resolve, reject) => {
      child.onMessage((data) => {
        const parsed = FromPaint.safeParse(data);
        if (!parsed.success) return;
        if (parsed.data.type === 'ready') resolve();
        else this.#hear(parsed.data);
      });
      child.onExit(() => {
        const why = this.#closed ? new Refusal('dropped', 'It was cancelled.') : new Refusal('paint-failed', GONE); // prettier-ignore
        reject(why);
        this.#pending.refuseAll(why);
      });
    });
    this.#ready.catch(() => undefined);
    child.send({ type: 'start', devices: [...devices], background: true });
    child.send({ type: 'styles', styles: [...styles] });
  }

  /** Paints a picture's file into another. Rejects with a {@link Refusal}. */
  async picture(order: PictureOrder, progress: (part: number) => void): Promise<void> {
    await this.#ready;
    await this.#pending.request((request) => {
      this.#progress.set(request, progress);
      this.#child.send({ type: 'picture', request, ...order });
    });
  }

  /** Paints a picture of a video. Rejects with a {@link Refusal}. */
  async frame({ header, pixels }: PortFrame): Promise<Uint8Array> {
    await this.#ready;
    const painted: PaintedFrame = await this.#pending.frame(NO_CLIENT, header.id, (id) =>
      this.#child.send({ type: 'frame', client: NO_CLIENT, header: { ...header, id }, pixels }),
    );
    if (painted.header.ok && painted.pixels) return painted.pixels;
    const { code, message }: { code: ErrorCode; message: string } = painted.header.ok
      ? { code: 'internal', message: 'A picture came back empty.' }
      : painted.header;
    throw new Refusal(code, message);
  }

  /** Ends the process at once. */
  close(): void {
    this.#closed = true;
    this.#child.kill();
  }

  #hear(message: FromPaint): void {
    if (message.type === 'painted') this.#pending.painted(message.header, message.pixels);
    else if (message.type === 'progress') this.#progress.get(message.request)?.(message.part);
    else if (message.type === 'done') {
      this.#progress.delete(message.request);
      this.#pending.done(message.request, message.error);
    }
  }
}
