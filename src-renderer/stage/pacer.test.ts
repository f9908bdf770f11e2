import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

/** A pacer that has learned that a frame takes 100 ms. */
function learned(): Pacer {
  const pacer = new Pacer();
  pacer.sent(0);
  pacer.answered(100, 0, true);
  return pacer;
}

describe('frames in flight', () => {
  it('are at most two', () => {
    const pacer = new Pacer();
    expect(pacer.wait(0)).toBe(0);
    pacer.sent(0);
    expect(pacer.wait(0)).toBe(0);
    pacer.sent(1);
    expect(pacer.wait(1)).toBeNull();
    pacer.answered(30, 0, true);
    expect(pacer.wait(30)).not.toBeNull();
  });

  it('leave shortly before the painter is free, not earlier', () => {
    const pacer = learned();
    pacer.sent(200);
    expect(pacer.wait(200)).toBe(84);
    expect(pacer.wait(280)).toBe(4);
    expect(pacer.wait(290)).toBe(0);
  });

  it('behind another one are expected after its answer', () => {
    const pacer = learned();
    pacer.sent(200);
    pacer.sent(284);
    pacer.answered(300, 200, true);
    expect(pacer.wait(300)).toBe(84);
  });

  it('are sent at once when nothing is being painted', () => {
    expect(learned().wait(500)).toBe(0);
  });

  it('leave at once for a painter that paints two at a time, of which each takes half of its time', () => {
    const pacer = learned();
    pacer.sent(200);
    expect(pacer.wait(200, 2)).toBe(0);
    pacer.sent(201);
    expect(pacer.wait(201, 2)).toBeNull();
    expect(pacer.answered(260, 200, true, 2)).toBe(30);
    expect(pacer.wait(260, 2)).toBe(0);
    expect(pacer.answered(281, 201, true, 2)).toBe(40);
  });

  it('that failed free their place and teach nothing', () => {
    const pacer = learned();
    pacer.sent(200);
    pacer.answered(201, 200, false);
    expect(pacer.inFlight).toBe(0);
    pacer.sent(300);
    expect(pacer.wait(300)).toBe(84);
  });
});

describe('a painter slower than the camera', () => {
  it.each([
    [40, 60],
    [60, 80],
    [200, 220],
  ])('of %i ms a frame stays busy and shows frames at most %i ms old on average', (paintMs, atMost) => {
    const { fps, age } = simulate(paintMs);
    expect(fps).toBeGreaterThan((0.9 * 1000) / paintMs);
    expect(age).toBeLessThan(atMost + FRAME_MS / 2);
  });
});

const FRAME_MS = 1000 / 30;
const CONVERT_MS = 4;
const TRAVEL_MS = 4;

/** Twenty seconds of camera, pacer and painter; gives frames a second and their mean age when shown. */
function simulate(paintMs: number): { fps: number; age: number } {
  const pacer = new Pacer();
  const ages: number[] = [];
  const events: { at: number; run: () => void }[] = [];
  let now = 0;
  let taking = false;
  let lastFrame = -1;
  let freeAt = 0;
  const later = (at: number, run: () => void): void => void events.push({ at: Math.max(at, now), run });
  const pump = (): void => {
    const wait = pacer.wait(now);
    if (taking || wait === null) return;
    if (wait > 0) return later(now + wait, pump);
    taking = true;
    lastFrame = Math.max(Math.floor(now / FRAME_MS), lastFrame + 1);
    const seenAt = lastFrame * FRAME_MS;
    later(Math.max(now, seenAt) + CONVERT_MS, () => {
      taking = false;
      const sentAt = now;
      pacer.sent(sentAt);
      freeAt = Math.max(now + TRAVEL_MS, freeAt) + paintMs;
      later(freeAt + TRAVEL_MS, () => {
        ages.push(now - seenAt);
        pacer.answered(now, sentAt, true);
        pump();
      });
      pump();
    });
  };
  pump();
  while (now < 20_000) {
    events.sort((a, b) => a.at - b.at);
    const event = events.shift();
    if (!event) break;
    now = event.at;
    event.run();
  }
  const settled = ages.slice(5);
  return { fps: ages.length / 20, age: settled.reduce((sum, age) => sum + age, 0) / settled.length };
}
