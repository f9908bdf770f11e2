import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { SketchState } from '../bridge/contract.ts';
import type { PictureSource } from '../camera/source.ts';
import { DraftSketch, SETTLE_MS, type SketchWish } from './sketch.svelte.ts';

const wish: SketchWish = {
  ...{ id: 'a', painting: 'p', styleWeight: 12, brush: 704, colours: 'painting' },
  crop: { x: 0, y: 0, width: 1, height: 1 },
};
const state = (run: number, more: Partial<SketchState> = {}): SketchState => ({
  ...{ run, status: 'painting', iteration: 3, iterations: 60, secondsLeft: 9, loss: 1, ...more },
});

let asked: { name: string; args: Record<string, unknown> }[];
let run: number;
let refuse: string | null;
/** What answers wait for. */
let held: Promise<void> | undefined;
let sketch: DraftSketch;
let camera: PictureSource | null;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, run, refuse, held, camera] = [[], 0, null, undefined, null];
  const request = async (name: string, args: Record<string, unknown>): Promise<unknown> => {
    asked.push({ name, args });
    await held;
    if (refuse) return { ok: false, code: 'not-now', message: refuse };
    return { ok: true, value: state(++run, { status: 'preparing' }) };
  };
  const bridge = { request } as unknown as Bridge;
  sketch = new DraftSketch({ bridge, camera: () => camera, begun: () => undefined, failed: () => undefined });
});
afterEach(() => vi.useRealTimers());

const names = (): string[] => asked.map(({ name }) => name);

describe('the sketch in the dialog', () => {
  it('begins at once, and anew when a knob has come to rest, not at every move of it', async () => {
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    expect(names()).toEqual(['sketch.start']);
    for (const styleWeight of [13, 14, 15]) {
      sketch.follow({ ...wish, styleWeight });
      await vi.advanceTimersByTimeAsync(SETTLE_MS / 2);
    }
    expect(names()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(asked.slice(1)).toEqual([{ name: 'sketch.start', args: expect.objectContaining({ styleWeight: 15 }) as unknown }]); // prettier-ignore
    expect(asked[1]!.args).not.toHaveProperty('painting');
    sketch.follow({ ...wish, styleWeight: 15 });
    await vi.advanceTimersByTimeAsync(2 * SETTLE_MS);
    expect(names()).toHaveLength(2);
  });

  it('is of a photo of the training where the camera goes away just now', async () => {
    const peek = (): Promise<never> => Promise.reject(new Error('The camera stopped.'));
    camera = { peek } as Partial<PictureSource> as PictureSource;
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    expect(sketch.problem).toBeNull();
    expect(names()).toEqual(['sketch.start']);
    expect(asked[0]!.args).not.toHaveProperty('photo');
  });

  it('keeps the newest picture, and passes over news of an earlier run', async () => {
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    const picture = { data: 'AAAA', type: 'jpeg', width: 2, height: 2 } as const;
    sketch.changed(state(1, { picture }));
    expect(sketch.url).toBe('data:image/jpeg;base64,AAAA');
    expect(sketch.working).toBe(true);
    sketch.follow({ ...wish, brush: 300 });
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    sketch.changed(state(2));
    sketch.changed(state(1, { iteration: 50 }));
    expect(sketch.state).toMatchObject({ run: 2, iteration: 3 });
    // The picture stays until the next one comes.
    expect(sketch.url).not.toBeNull();
    sketch.follow({ ...wish, painting: 'another' });
    expect(sketch.url).toBeNull();
  });

  it('ends when nothing is wished for any more, once', async () => {
    sketch.follow(null);
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    sketch.follow(null);
    sketch.follow(null);
    expect(names()).toEqual(['sketch.start', 'sketch.cancel']);
    expect(sketch.state).toBeNull();
    sketch.changed(state(7));
    expect(sketch.state).toBeNull();
  });

  it('is not that of another window, which took its place, and that one is not ended from here', async () => {
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    const picture = { data: 'AAAA', type: 'jpeg', width: 2, height: 2 } as const;
    sketch.changed(state(5, { picture }));
    expect([sketch.state, sketch.url]).toEqual([null, null]);
    sketch.follow(null);
    expect(names()).toEqual(['sketch.start']);
    // It is ours again once a choice has changed.
    run = 5;
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    expect(sketch.state?.run).toBe(6);
  });

  it('that begins after it was given up is ended', async () => {
    let letGo: () => void = () => undefined;
    held = new Promise((resolve) => (letGo = resolve));
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    sketch.follow(null);
    expect(names()).toEqual(['sketch.start']);
    letGo();
    await vi.advanceTimersByTimeAsync(0);
    expect(names()).toEqual(['sketch.start', 'sketch.cancel']);
    expect(sketch.state).toBeNull();
  });

  it('says why it is refused, until it is tried again', async () => {
    refuse = 'There is no photo to sketch yet.';
    sketch.follow(wish);
    await vi.advanceTimersByTimeAsync(0);
    expect(sketch.problem).toContain('no photo');
    refuse = null;
    sketch.again();
    await vi.advanceTimersByTimeAsync(0);
    expect(sketch.problem).toBeNull();
    expect(sketch.state?.status).toBe('preparing');
  });
});
