/** What a live loop is tried with. */
import type { FrameRequest, PaintAnswer } from '../../bridge/bridge.ts';
import type { Picture, PictureSource, Silence } from '../../camera/source.ts';
import { LivePump, type PumpSurroundings, type Shown } from '../pump.ts';

export const wave = { styleId: 'wave', strength: 1, keepColours: false, blend: null };
export const size = { width: 1, height: 1 };

/** A source whose pictures the test hands over one by one; the first byte of the pixels is their number. */
export class ManualSource implements PictureSource {
  readonly kind = 'camera';
  readonly rate = 30;
  asked = 0;
  #waiting: { resolve(picture: Picture): void; reject(reason: Error): void } | null = null;

  next(): Promise<Picture> {
    this.asked++;
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }
  peek(): Promise<Picture> {
    return this.next();
  }
  async give(n: number): Promise<void> {
    this.#waiting?.resolve({ ...size, pixels: new Uint8Array([n, 0, 0, 255]), capturedAt: n });
    await settled();
  }
  close(): void {
    this.#waiting?.reject(new Error('closed'));
  }
}

export const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A pump whose painter is the test. */
export function stage(
  plan: PumpSurroundings['plan'] = () => wave,
  isSeen: () => boolean = () => false,
  atOnce = 1,
  shape: PumpSurroundings['shape'] = () => size,
) {
  const drawn: Shown[] = [];
  const failures: string[] = [];
  const silences: Silence[] = [];
  const ended: PictureSource[] = [];
  const costs: number[][] = [];
  const answers: ((answer: PaintAnswer) => void)[] = [];
  const frames: FrameRequest[] = [];
  const pump = new LivePump({
    shape,
    plan,
    atOnce: () => atOnce,
    paint: (frame) => {
      frames.push(frame);
      return new Promise((resolve) => answers.push(resolve));
    },
    draw: (shown) => drawn.push(shown),
    took: (painted, ms, paintMs) => costs.push([painted.width, ms, paintMs]),
    failed: (code) => failures.push(code),
    steady: isSeen,
    starved: (silence) => silences.push(silence),
    ended: (source) => ended.push(source),
    now: () => 0,
  });
  const painted = async (index: number, n: number) => {
    const header = { ok: true, id: index, ...size, paintMs: 3 } as const;
    answers[index]?.({ header, pixels: new Uint8Array([n, 0, 0, 255]) });
    await settled();
  };
  const refused = async (index: number, code: 'dropped' | 'unavailable') => {
    answers[index]?.({ header: { ok: false, id: index, code, message: '' } });
    await settled();
  };
  const numbers = () => drawn.map((shown) => shown.pixels[0]);
  return { pump, drawn, costs, failures, silences, ended, answers, frames, painted, refused, numbers };
}
