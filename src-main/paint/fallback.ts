/** A painter that goes on with the CPU when its own device fails. */
import type { Frame, FrameSize, Painted, Painter, StyleModel } from './painter.ts';
import { StyleError } from './painter.ts';
import { messageOf, Refusal } from './refusal.ts';

/**
 * Paints with `first`; when that fails for any reason but the style itself, tries the same on the CPU,
 * and stays there if it works. `onFallback` is told once.
 */
export class FallbackPainter implements Painter {
  #painter: Painter;
  readonly #openCpu: () => Promise<Painter>;
  readonly #onFallback: (why: string) => void;
  #fellBack: boolean;

  constructor(first: Painter, openCpu: () => Promise<Painter>, onFallback: (why: string) => void) {
    this.#painter = first;
    this.#openCpu = openCpu;
    this.#onFallback = onFallback;
    this.#fellBack = first.device.id === 'cpu';
  }

  get device(): Painter['device'] {
    return this.#painter.device;
  }

  isPrepared(styleId: string, size: FrameSize): boolean {
    return this.#painter.isPrepared(styleId, size);
  }

  prepare(style: StyleModel, size: FrameSize, blend?: StyleModel): Promise<void> {
    return this.#attempt((painter) => painter.prepare(style, size, blend));
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
      if (this.#fellBack || error instanceof StyleError || error instanceof Refusal) throw error;
      const cpu = await this.#openCpu();
      let result: T;
      try {
        result = await work(cpu);
      } catch {
        // The CPU cannot do it either: the device is not to blame.
        await cpu.close();
        throw error;
      }
      this.#fellBack = true;
      this.#painter = cpu;
      this.#onFallback(messageOf(error));
      // What a failed device says when it is closed helps nobody.
      await first.close().catch(() => undefined);
      return result;
    }
  }
}
