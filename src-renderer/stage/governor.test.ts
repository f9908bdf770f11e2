import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Size } from '../camera/cover.ts';
import { Governor } from './governor.ts';
import { LADDER, USUAL_SIZE, WIDE_LADDER } from './ladder.ts';
import { costOf, simulate } from './testing/machine.ts';

const PIXELS = USUAL_SIZE.width * USUAL_SIZE.height;

const machines = fc.record({
  fixedMs: fc.double({ min: 0, max: 5, noNaN: true }),
  usualMs: fc.double({ min: 1, max: 400, noNaN: true }),
  noise: fc.double({ min: 0, max: 0.15, noNaN: true }),
  seed: fc.integer(),
});
const rates = fc.constantFrom(15, 24, 30, 60);

describe('on a steady machine, however fast and noisy', () => {
  it('ends at a size that holds the rate, or at the smallest', () => {
    fc.assert(
      fc.property(machines, rates, (machine, fps) => {
        const { governor } = simulate(machine, 300, fps);
        const smallest = governor.size === LADDER[0];
        expect(smallest || costOf(machine, governor.size) <= 1000 / fps).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no step unused that would need well under the time there is', () => {
    fc.assert(
      fc.property(machines, rates, (machine, fps) => {
        const { governor } = simulate(machine, 300, fps);
        const next = LADDER[LADDER.indexOf(governor.size) + 1];
        // Half of the time is well under, noise and the fixed part of the cost included.
        expect(next === undefined || costOf(machine, next) > 500 / fps).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('does not flap: once it has settled, it tries another size ever more seldom', () => {
    fc.assert(
      fc.property(machines, rates, (machine, fps) => {
        const { changes } = simulate(machine, 900, fps);
        expect(changes.filter(({ at }) => at > 120).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 40 },
    );
  });
});

describe('when the machine changes', () => {
  it('steps down within a second and a half of pictures, as far as it must', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 6, noNaN: true }), fc.integer(), (times, seed) => {
        const slowness = (s: number) => (s < 60 ? 1 : times);
        const machine = { fixedMs: 1, usualMs: 20, noise: 0.1, seed, slowness };
        const { changes } = simulate(machine, 66);
        const before = changes.filter(({ at }) => at < 60).at(-1)!.size;
        const after = changes.filter(({ at }) => at >= 60);
        expect(after[0]!.at).toBeLessThan(61.5);
        expect(after[0]!.size.width).toBeLessThan(before.width);
        const last = after.at(-1)!.size;
        expect(last === LADDER[0] || costOf(machine, last) * times * 0.9 <= 1000 / 30).toBe(true);
      }),
    );
  });

  it('comes back within half a minute after a slow spell', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 5, max: 40, noNaN: true }), (seed, spell) => {
        const slowness = (s: number) => (s >= 60 && s < 60 + spell ? 2 : 1);
        const { changes } = simulate({ fixedMs: 1, usualMs: 24, noise: 0.1, seed, slowness }, 100 + spell);
        expect(changes.some(({ size }) => size.width < 640)).toBe(true);
        expect(changes.at(-1)!.size.width).toBeGreaterThanOrEqual(512);
        expect(changes.at(-1)!.at).toBeLessThan(60 + spell + 40);
      }),
      { numRuns: 30 },
    );
  });

  it('is not moved by a single slow picture, such as while a style is loaded', () => {
    const governor = new Governor(30);
    for (let i = 0; i < 300; i++) {
      governor.sample({ now: i * 34, ms: i % 10 === 9 ? 400 : 31, ...USUAL_SIZE, fps: 30, sourceFps: 30 });
    }
    expect(governor.size).toEqual(USUAL_SIZE);
  });
});

describe('what does not count', () => {
  it('a camera that gives few pictures: the painter has time', () => {
    const { governor } = simulate({ fixedMs: 1, usualMs: 20, noise: 0.1, seed: 1 }, 120, 30, 7);
    expect(governor.size.width).toBeGreaterThanOrEqual(640);
  });

  it('pictures of another size than the one it chose', () => {
    const governor = new Governor(30);
    for (let i = 0; i < 100; i++) {
      governor.sample({ now: i * 100, ms: 100, width: 1280, height: 720, fps: 10, sourceFps: 30 });
    }
    expect(governor.size).toEqual(USUAL_SIZE);
  });

  it('room to spare across a pause', () => {
    const governor = new Governor(30);
    for (let i = 0; i < 60; i++) {
      governor.sample({ now: i * 2000, ms: 5, ...USUAL_SIZE, fps: 30, sourceFps: 30 });
    }
    expect(governor.size).toEqual(USUAL_SIZE);
  });
});

it('above the usual size, pictures that do not come through count against it, too', () => {
  const governor = new Governor(30);
  let now = 0;
  const run = (seconds: number, fps: () => number) => {
    for (const until = now + seconds * 1000; now < until; now += 34) {
      governor.sample({ now, ms: 12, ...governor.size, fps: fps(), sourceFps: 30 });
    }
  };
  run(7, () => 30);
  expect(governor.size.width).toBe(768);
  run(4, () => 20);
  expect(governor.size.width).toBe(640);
  // At the usual size it is left to the painter's own cost.
  run(4, () => 20);
  expect(governor.size.width).toBe(640);
});

describe('a wide camera', () => {
  const full = { width: 1920, height: 1080 };
  const paint = (governor: Governor, seconds: number, usualMs: number) => {
    for (let now = 0; now < seconds * 1000; now += 34) {
      const ms = (usualMs * governor.size.width * governor.size.height) / PIXELS;
      governor.sample({ now, ms, ...governor.size, fps: 30, sourceFps: 30 });
    }
  };

  it('has sizes of its own shape, from the usual width on and up to what it sees', () => {
    const governor = new Governor(30);
    governor.suit(full);
    expect(governor.size).toEqual({ width: 640, height: 360 });
    paint(governor, 60, 1);
    expect(governor.size).toEqual(full);
    const small = new Governor(30);
    small.suit({ width: 1280, height: 720 });
    paint(small, 60, 1);
    expect(small.size).toEqual({ width: 1280, height: 720 });
    for (const { width, height } of WIDE_LADDER) expect(width * 9).toBe(height * 16);
  });

  it.each([null, { width: 640, height: 480 }, { width: 2592, height: 1944 }, { width: 1280, height: 800 }])(
    'is not one that gives %j: nothing changes for it',
    (native) => {
      const governor = new Governor(30);
      governor.suit(native);
      paint(governor, 60, 1);
      expect(governor.size).toBe(LADDER.at(-1));
    },
  );

  it('that gives its large pictures too rarely is not asked for them, however quick the painter is', () => {
    const governor = new Governor(30);
    governor.suit(full);
    paint(governor, 60, 1);
    governor.suit({ ...full, slowFrom: { width: 1280, height: 720 } });
    expect(governor.size).toEqual({ width: 1024, height: 576 });
    paint(governor, 60, 1);
    expect(governor.size).toEqual({ width: 1024, height: 576 });
    // The usual size is its own in any case.
    governor.suit({ ...full, slowFrom: { width: 256, height: 144 } });
    expect(governor.size).toEqual({ width: 640, height: 360 });
    const narrow = new Governor(30);
    narrow.suit({ width: 1600, height: 1200, slowFrom: { width: 1024, height: 768 } });
    paint(narrow, 60, 1);
    expect(narrow.size).toEqual({ width: 896, height: 672 });
  });

  it('gives way to another camera at about the same size', () => {
    const governor = new Governor(30);
    paint(governor, 60, 1);
    governor.suit(full);
    expect(governor.size).toEqual({ width: 1280, height: 720 });
    governor.suit({ width: 640, height: 360 });
    expect(governor.size).toEqual({ width: 640, height: 360 });
    governor.suit(null);
    expect(governor.size).toEqual(USUAL_SIZE);
  });
});

describe('an upright camera', () => {
  it.each([
    { width: 1080, height: 1920, most: { width: 1080, height: 1920 } },
    { width: 720, height: 1280, most: { width: 720, height: 1280 } },
    { width: 480, height: 640, most: { width: 960, height: 1280 } },
  ])('of $width x $height has upright sizes, up to $most', ({ most, ...native }) => {
    const governor = new Governor(30);
    governor.suit(native);
    expect(governor.size.height).toBe(640);
    for (let now = 0; now < 60_000; now += 34) {
      governor.sample({ now, ms: 1, ...governor.size, fps: 30, sourceFps: 30 });
      expect(governor.size.height).toBeGreaterThan(governor.size.width);
    }
    expect(governor.size).toEqual(most);
    governor.suit(null);
    expect(governor.size.height * 4).toBe(governor.size.width * 3);
  });

  it('is not one that gives squares, as one does that can be turned', () => {
    const governor = new Governor(30);
    governor.suit({ width: 1920, height: 1920 });
    expect(governor.size).toEqual(USUAL_SIZE);
  });
});

it('climbs to where half of the time is needed at once, and from there step by step', () => {
  const cost = (size: Size) => 3 * (size.width * size.height) / PIXELS; // prettier-ignore
  const { changes } = simulate({ fixedMs: 0, usualMs: 3, noise: 0, seed: 1 }, 12);
  expect(changes.map(({ size }) => size.width)).toEqual([640, 1280]);
  expect(cost(changes[1]!.size)).toBeLessThan(500 / 30);
  const slower = simulate({ fixedMs: 0, usualMs: 9, noise: 0, seed: 1 }, 30).changes;
  expect(slower.map(({ size }) => size.width)).toEqual([640, 768, 896, 1024]);
});

it('knows by the sizes that it has seen what every size costs alike', () => {
  const governor = new Governor(60);
  governor.suit({ width: 1920, height: 1080 });
  const widths = new Set<number>();
  for (let now = 0; now < 60_000; now += 17) {
    // 8.3 ms at 1280x720, 12.6 ms at 1920x1080.
    const ms = 4.86 + (3.73 * governor.size.width * governor.size.height) / 1e6;
    governor.sample({ now, ms, ...governor.size, fps: 60, sourceFps: 60 });
    widths.add(governor.size.width);
  }
  expect([...widths].slice(-3)).toEqual([1280, 1536, 1920]);
});

describe('a size that held the rate before', () => {
  it('is begun with, and left like any other', () => {
    const governor = new Governor(30);
    governor.begin({ width: 384, height: 288 });
    expect(governor.size).toEqual({ width: 384, height: 288 });
    for (let now = 0; now < 7000; now += 34) {
      governor.sample({ now, ms: 1, ...governor.size, fps: 30, sourceFps: 30 });
    }
    expect(governor.size.width).toBe(1280);
  });

  it('gives way to the next one that has no more pixels where there is none like it', () => {
    const governor = new Governor(30);
    governor.suit({ width: 1280, height: 720 });
    governor.begin({ width: 640, height: 480 });
    expect(governor.size).toEqual({ width: 640, height: 360 });
    governor.begin({ width: 1920, height: 1080 });
    expect(governor.size).toEqual({ width: 1280, height: 720 });
    governor.begin({ width: 16, height: 16 });
    expect(governor.size).toEqual(WIDE_LADDER[0]);
  });

  it('is one that was painted in for ten seconds without a pause', () => {
    const governor = new Governor(30);
    const paint = (from: number, seconds: number) => {
      for (let now = from; now < from + seconds * 1000; now += 34) {
        governor.sample({ now, ms: 30, ...governor.size, fps: 30, sourceFps: 30 });
      }
    };
    paint(0, 6);
    paint(20_000, 6);
    expect(governor.settled).toBe(false);
    paint(26_000, 5);
    expect(governor.settled).toBe(true);
    governor.begin({ width: 320, height: 240 });
    expect(governor.settled).toBe(false);
  });
});

it('another rate is held from the next pictures on', () => {
  const governor = new Governor(30);
  const feed = (from: number) => {
    for (let i = 0; i < 60; i++) {
      const cost = (20 * governor.size.width * governor.size.height) / PIXELS;
      governor.sample({ now: from + i * 34, ms: cost, ...governor.size, fps: 30, sourceFps: 60 });
    }
  };
  feed(0);
  expect(governor.size).toEqual(USUAL_SIZE);
  governor.aim(60);
  feed(3000);
  expect(governor.size.width).toBeLessThan(640);
});
