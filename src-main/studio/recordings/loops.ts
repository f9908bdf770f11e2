/** Loops in the making: pictures as they come, then one animated picture on the shelf. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { loadSharp } from '../../process/lazy.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { Silence } from '../../process/wakefulTimeout.ts';
import type { EventData } from '../contract.ts';
import type { loopRequests } from '../contract/loops.ts';
import type { Recording } from '../contract/recordings.ts';
import type { Handlers } from '../dispatch.ts';

/** What loops need of the rest. */
export interface LoopsOptions {
  /** What a clip is called. Rejects with a {@link Refusal} where there is none. */
  nameOf(id: string): Promise<string>;
  /** Has a file written, and puts it on the shelf under a name that is free. */
  place(name: string, type: 'gif' | 'webp', write: (path: string) => Promise<void>): Promise<Recording>;
  emit(data: EventData<'loops.ended'>): void;
}

interface Loop {
  readonly name: string;
  readonly type: 'gif' | 'webp';
  readonly width: number;
  readonly height: number;
  readonly delays: readonly number[];
  /** All pictures, one above the other, as sharp takes them. */
  readonly pixels: Uint8Array;
  next: number;
  readonly silence: Silence;
}

/** A page that says nothing for so long is gone. */
export const SILENCE_MS = 30_000;
const MOST_BYTES = 160 * 1024 * 1024;
const WEBP_QUALITY = 80;

/** Makes loops, one at a time. */
export class Loops {
  readonly #options: LoopsOptions;
  readonly #open = new Map<string, Loop>();
  /** Encoding takes all there is; more than one at a time would take memory, too. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LoopsOptions) {
    this.#options = options;
  }

  /** The answers to the contract's requests. */
  handlers(): Pick<Handlers, keyof typeof loopRequests> {
    return {
      'loops.begin': async ({ id, ...loop }) => ({ loop: await this.#begin(id, loop) }),
      'loops.append': ({ loop, index, bytes }) => {
        this.#append(loop, index, bytes);
        return null;
      },
      'loops.finish': ({ loop }) => {
        this.#finish(loop);
        return null;
      },
      'loops.cancel': ({ loop }) => {
        this.#forget(loop);
        return null;
      },
    };
  }

  async #begin(
    id: string,
    { type, width, height, delays }: Pick<Loop, 'type' | 'width' | 'height' | 'delays'>,
  ): Promise<string> {
    const bytes = width * height * 4 * delays.length;
    const waiting = [...this.#open.values()].reduce((sum, { pixels }) => sum + pixels.length, bytes);
    if (waiting > MOST_BYTES) {
      throw new Refusal(
        'not-now',
        'This loop would be too large. Make it shorter, or wait for the one before.',
      );
    }
    const name = await this.#options.nameOf(id);
    const loop = randomBytes(16).toString('base64url');
    const pixels = new Uint8Array(bytes);
    const silence = new Silence(SILENCE_MS, () => this.#forget(loop));
    this.#open.set(loop, { name, type, width, height, delays, pixels, silence, next: 0 });
    return loop;
  }

  #append(id: string, index: number, bytes: Uint8Array): void {
    const loop = this.#of(id);
    const size = loop.width * loop.height * 4;
    if (index !== loop.next || index >= loop.delays.length || bytes.length !== size) {
      throw new Refusal('out-of-order', `Picture ${loop.next} of ${size} bytes is next, not ${index} of ${bytes.length}.`); // prettier-ignore
    }
    loop.pixels.set(bytes, index * size);
    loop.next += 1;
    loop.silence.broken();
  }

  #finish(id: string): void {
    const loop = this.#of(id);
    if (loop.next !== loop.delays.length) {
      throw new Refusal('out-of-order', `Only ${loop.next} of ${loop.delays.length} pictures are here.`);
    }
    this.#forget(id);
    this.#last = this.#last.then(async () => {
      try {
        const { name, type } = loop;
        const recording = await this.#options.place(name, type, (path) => encodeLoop(loop, path));
        this.#options.emit({ loop: id, ok: true, recording });
      } catch (error) {
        const code = error instanceof Refusal ? error.code : 'internal';
        this.#options.emit({ loop: id, ok: false, code, message: messageOf(error) });
      }
    });
  }

  #of(id: string): Loop {
    const loop = this.#open.get(id);
    if (!loop) throw new Refusal('not-now', 'This loop is over. Make it again.');
    return loop;
  }

  #forget(id: string): void {
    this.#open.get(id)?.silence.end();
    this.#open.delete(id);
  }
}

async function encodeLoop({ type, width, height, delays, pixels }: Loop, path: string): Promise<void> {
  const raw = { width, height: height * delays.length, channels: 4, pageHeight: height } as const;
  const sharp = await loadSharp();
  const pictures = sharp(pixels, { raw, limitInputPixels: false }).removeAlpha();
  const timing = { delay: [...delays], loop: 0 };
  const encoded =
    type === 'gif'
      ? pictures.gif({ ...timing, effort: 4, keepDuplicateFrames: true })
      : pictures.webp({ ...timing, quality: WEBP_QUALITY, effort: 3 });
  // Written by Node, whose errors have codes: that of a full disk is told from others.
  await writeFile(path, await encoded.toBuffer());
}
