import { describe, expect, it, vi } from 'vitest';
import { FrozenSource } from '../camera/frozenSource.ts';
import { LivePump } from './pump.ts';
import { ManualSource, settled, size, stage, wave } from './testing/pumpStage.ts';

describe('the live loop', () => {
  it('has each picture painted as the plan then says', async () => {
    const source = new ManualSource();
    const plan = { ...wave, keepColours: true, blend: { styleId: 'scream', amount: 0.25 } };
    const { pump, frames } = stage(() => plan);
    void pump.run(source);
    await source.give(1);
    expect(frames).toEqual([{ kind: 'live', ...plan, ...size }]);
    pump.stop();
  });

  it('tells what live pictures cost, and at which size, but not those that were not painted', async () => {
    const source = new ManualSource();
    const { pump, costs, painted, refused } = stage();
    void pump.run(source);
    await source.give(1);
    await painted(0, 1);
    await source.give(2);
    await refused(1, 'unavailable');
    expect(costs).toEqual([[1, 0, 3]]);
    pump.stop();
  });

  it('has at most two frames in flight and takes no third before an answer', async () => {
    const source = new ManualSource();
    const { pump, answers, painted } = stage();
    void pump.run(source);
    await source.give(1);
    await source.give(2);
    expect([answers.length, source.asked, pump.inFlight]).toEqual([2, 2, 2]);
    await painted(0, 1);
    expect(source.asked).toBe(3);
    pump.stop();
  });

  it('shows the camera while there is no plan to paint', async () => {
    const source = new ManualSource();
    const { pump, drawn, answers } = stage(() => null);
    void pump.run(source);
    await source.give(5);
    expect(answers).toHaveLength(0);
    expect(drawn[0]).toMatchObject({ styleId: null, capturedAt: 5 });
    pump.stop();
  });

  it('goes on with the camera when the engine is away, and shows nothing for a dropped frame', async () => {
    const source = new ManualSource();
    const { pump, refused, numbers, drawn, failures } = stage();
    void pump.run(source);
    await source.give(1);
    await source.give(2);
    await refused(0, 'dropped');
    await refused(1, 'unavailable');
    expect(numbers()).toEqual([2]);
    expect(drawn[0]?.styleId).toBeNull();
    expect(failures).toEqual(['dropped', 'unavailable']);
    pump.stop();
  });

  it('ends with its source, and leaves the stage to the next one', async () => {
    const [first, second] = [new ManualSource(), new ManualSource()];
    const { pump, painted, numbers, ended } = stage();
    const over = pump.run(first);
    await settled();
    first.close();
    await over;
    expect(ended, 'it is told, so that another can be opened').toEqual([first]);
    void pump.run(second);
    await second.give(3);
    await painted(0, 3);
    expect(numbers()).toEqual([3]);
    pump.stop();
    second.close();
    await settled();
    expect(ended, 'but not of one that was taken down').toEqual([first]);
  });

  it('draws nothing that arrives after it was stopped', async () => {
    const source = new ManualSource();
    const { pump, painted, numbers } = stage();
    void pump.run(source);
    await source.give(1);
    pump.stop();
    await painted(0, 1);
    expect(numbers()).toEqual([]);
  });

  it('shows each painting together with the very picture it was painted from', async () => {
    const source = new ManualSource();
    const { pump, painted, drawn } = stage();
    void pump.run(source);
    await source.give(1);
    await source.give(2);
    await painted(0, 101);
    await painted(1, 102);
    expect(drawn.map(({ pixels, original }) => [pixels[0], original.pixels[0]])).toEqual([
      [101, 1],
      [102, 2],
    ]);
    pump.stop();
  });

  it('stands still when the picture is held: what was on its way does not come after it', async () => {
    const camera = new ManualSource();
    const held = { ...size, pixels: new Uint8Array([1, 0, 0, 255]), capturedAt: 1 };
    const { pump, painted, numbers, answers } = stage();
    void pump.run(camera);
    await camera.give(1);
    await camera.give(2);
    await painted(0, 1);
    void pump.run(new FrozenSource(held, () => held.pixels));
    await painted(1, 2);
    await settled();
    expect(answers).toHaveLength(3);
    await painted(2, 1);
    expect(numbers()).toEqual([1, 1]);
    pump.stop();
  });

  it('says so, again and again, while the source gives nothing, but not of one that stands still', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const source = new ManualSource();
      let isSeen = true;
      const { pump, silences } = stage(
        () => null,
        () => isSeen,
      );
      void pump.run(source);
      vi.advanceTimersByTime(1000);
      await source.give(1);
      vi.advanceTimersByTime(1400);
      await source.give(2);
      vi.advanceTimersByTime(500);
      const [none, one, two] = [0, 1, 2].map((pictures) => [500, 1000].map((ms) => ({ ms, pictures })));
      expect(silences).toEqual([...none!, ...one!, two![0]]);
      // A hidden page is given nothing, and begins to wait when it is seen again.
      isSeen = false;
      vi.advanceTimersByTime(20_000);
      isSeen = true;
      vi.advanceTimersByTime(500);
      expect(silences.slice(5)).toEqual([{ ms: 500, pictures: 2 }]);
      const held = { ...size, pixels: new Uint8Array(4), capturedAt: 1 };
      void pump.run(new FrozenSource(held, () => held.pixels));
      await settled();
      vi.advanceTimersByTime(20_000);
      expect(silences).toHaveLength(6);
      pump.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('paints a held picture again in the size that is wanted by then', async () => {
    const held = { ...size, pixels: new Uint8Array(4), capturedAt: 1 };
    const source = new FrozenSource(held, ({ width, height }) => new Uint8Array(4 * width * height));
    const wanted = { width: 1, height: 1 };
    const { pump, frames, painted } = stage(undefined, undefined, 1, () => ({ ...wanted }));
    void pump.run(source);
    await settled();
    await painted(0, 1);
    wanted.width = 2;
    source.again();
    await settled();
    expect(frames.map(({ width }) => width)).toEqual([1, 2]);
    pump.stop();
  });

  it('asks for a picture that stands still never to be dropped', async () => {
    const kinds: string[] = [];
    const pump = new LivePump({
      shape: () => size,
      plan: () => wave,
      atOnce: () => 1,
      paint: ({ kind }) => {
        kinds.push(kind);
        return new Promise(() => undefined);
      },
      draw: () => undefined,
      took: () => undefined,
      failed: () => undefined,
      steady: () => false,
      starved: () => undefined,
      ended: () => undefined,
      now: () => 0,
    });
    const camera = new ManualSource();
    void pump.run(camera);
    await camera.give(1);
    const held = { ...size, pixels: new Uint8Array(4), capturedAt: 1 };
    void pump.run(new FrozenSource(held, () => held.pixels));
    await settled();
    expect(kinds).toEqual(['live', 'still']);
    pump.stop();
  });
});
