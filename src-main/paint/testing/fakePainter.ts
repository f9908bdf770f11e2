/** A painter for tests: inverts the colours, so that one sees at once whether a frame was painted. */
import process from 'node:process';
import type { Device } from '../../runtime/types.ts';
import type { Frame, FrameSize, Painted, Painter, StyleModel } from '../painter.ts';
import { StyleError, UnreadableError } from '../painter.ts';

/**
 * Inverts colours; styles named `broken…` cannot be used, `locked…` not be read, `failing…` fail when painting,
 * `deadly…` kill.
 */
export class FakePainter implements Painter {
  readonly device: Device;
  /** What was done, in order, e.g. `prepare a 64x48`, `paint a`. */
  readonly log: string[] = [];
  readonly #prepared = new Set<string>();
  readonly #paintMs: number;
  /** How many styles have room. */
  readonly #room: number;

  constructor(options: { paintMs?: number; device?: string; room?: number } = {}) {
    this.#paintMs = options.paintMs ?? 0;
    this.#room = options.room ?? Infinity;
    const id = options.device ?? 'cpu';
    this.device = {
      id,
      name: id,
      load: () => Promise.reject(new Error('A fake device loads nothing.')),
    };
  }

  isPrepared(styleId: string, size: FrameSize, blendId?: string): boolean {
    return this.#prepared.has(key(wordOf(styleId, blendId), size));
  }

  hasRoom(): boolean {
    return this.#prepared.size < this.#room;
  }

  async prepare(style: StyleModel, size: FrameSize, blend?: StyleModel): Promise<void> {
    if (this.isPrepared(style.id, size, blend?.id)) return;
    this.log.push(`prepare ${key(wordOf(style.id, blend?.id), size)}`);
    await pause(this.#paintMs);
    if (style.id.startsWith('deadly')) process.kill(process.pid, 'SIGKILL');
    if (style.id.startsWith('locked')) throw new UnreadableError(`${style.id} is locked.`);
    if (style.id.startsWith('broken')) throw new StyleError(`${style.id} is no model.`);
    this.#prepared.add(key(wordOf(style.id, blend?.id), size));
  }

  async paint(style: StyleModel, frame: Frame): Promise<Painted> {
    await this.prepare(style, frame);
    this.log.push(`paint ${wordOf(style.id, frame.blend?.style.id)}`);
    await pause(this.#paintMs);
    if (style.id.startsWith('failing')) throw new Error('The network failed.');
    return { pixels: invert(frame.pixels), paintMs: this.#paintMs };
  }

  close(): Promise<void> {
    this.log.push('close');
    return Promise.resolve();
  }
}

/** What a fake painter makes of a frame. */
export function invert(pixels: Uint8Array): Uint8Array {
  return pixels.map((value, index) => (index % 4 === 3 ? 255 : 255 - value));
}

/** A frame of one colour. */
export function flatFrame(width: number, height: number, value: number): Uint8Array {
  return new Uint8Array(width * height * 4).fill(value);
}

function wordOf(styleId: string, blendId: string | undefined): string {
  return blendId === undefined ? styleId : `${styleId}+${blendId}`;
}

function key(styleId: string, { width, height }: FrameSize): string {
  return `${styleId} ${width}x${height}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
