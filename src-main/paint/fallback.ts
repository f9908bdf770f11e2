/** A painter that goes on with the next best device when its own fails. */
import type { Device } from '../runtime/types.ts';
import type { Frame, FrameShape, FrameSize, Painted, Painter, StyleModel } from './painter.ts';
import { StyleError } from './painter.ts';
import { messageOf, Refusal } from './refusal.ts';

/** What a fallback works with. */
export interface FallbackMeans {
  open(device: string): Promise<Painter>;
  /** Told once for every device that was left. */
  fellBack(from: Device, to: Device, why: string): void;
}

/**
 * Paints with `first`; when that fails for any reason but the style itself, tries the same on the devices
 * that are left, in their order, and stays with the first on which it works.
 */
export class FallbackPainter implements Painter {
  #painter: Painter;
  #left: readonly string[];
  readonly #means: FallbackMeans;

  constructor(first: Painter, left: readonly string[], means: FallbackMeans) {
    this.#painter = first;
    this.#left = left;
    this.#means = means;
  }

  get device(): Device {
    return this.#painter.device;
  }

  isPrepared(styleId: string, shape: FrameShape, blendId?: string): boolean {
    return this.#painter.isPrepared(styleId, shape, blendId);
  }

  hasRoom(size: FrameSize, since: number): boolean {
    return this.#painter.hasRoom(size, since);
  }

  prepare(style: StyleModel, shape: FrameShape, blend?: StyleModel): Promise<void> {
    return this.#attempt((painter) => painter.prepare(style, shape, blend));
  }

  paint(style: StyleModel, frame: Frame): Promise<Painted> {
    return this.#attempt((painter) => painter.paint(style, frame));
  }

  close(): Promise<void> {
    return this.#painter.close();
  }

  async #attempt<T>(work: (painter: Painter) => Promise<T>): Promise<T> {
    const first = this.#painter;
    try {
      return await work(first);
    } catch (error) {
      if (error instanceof StyleError || error instanceof Refusal) throw error;
      for (const [index, id] of this.#left.entries()) {
        const next = await this.#tryOn(id, work);
        if (!next) continue;
        this.#left = this.#left.slice(index + 1);
        this.#painter = next.painter;
        this.#means.fellBack(first.device, next.painter.device, messageOf(error));
        // What a failed device says when it is closed helps nobody.
        await first.close().catch(() => undefined);
        return next.result;
      }
      // No other device can do it either: this one is not to blame.
      throw error;
    }
  }

  async #tryOn<T>(
    device: string,
    work: (painter: Painter) => Promise<T>,
  ): Promise<{ painter: Painter; result: T } | null> {
    let painter: Painter | undefined;
    try {
      painter = await this.#means.open(device);
      return { painter, result: await work(painter) };
    } catch {
      await painter?.close().catch(() => undefined);
      return null;
    }
  }
}
