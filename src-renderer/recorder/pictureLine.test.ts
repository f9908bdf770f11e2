import { describe, expect, it } from 'vitest';
import { type LaidPicture, PictureLine } from './pictureLine.ts';

/** A picture that knows when it was seen, and whether it was closed. */
class Frame {
  static open = 0;
  readonly seen: number;
  constructor(seen: number) {
    this.seen = seen;
    Frame.open++;
  }
  clone(): Frame {
    return new Frame(this.seen);
  }
  close(): void {
    Frame.open--;
  }
}

/** Pictures seen every `period` seconds and painted `age` later, until the source falls silent; a tick every quarter. */
function record(plan: { period: number; age: (seen: number) => number; until: number; length: number }) {
  Frame.open = 0;
  const line = new PictureLine<Frame>();
  const laid: { seen: number; time: number; until: number; at: number }[] = [];
  const put = (at: number, one: LaidPicture<Frame> | null): void => {
    if (!one) return;
    laid.push({ seen: one.frame.seen, time: one.time, until: one.until, at });
    one.frame.close();
  };
  const events: { at: number; run: () => void }[] = [];
  for (let seen = 0; seen < plan.until; seen += plan.period) {
    const at = seen + plan.age(seen);
    events.push({ at, run: () => put(at, line.add(new Frame(seen), seen, at)) });
  }
  const first = plan.age(0);
  for (let at = first + 0.1; at < plan.length; at += 0.25)
    events.push({ at, run: () => put(at, line.pass(at)) });
  for (const { run } of events.filter(({ at }) => at < plan.length).sort((a, b) => a.at - b.at)) run();
  put(plan.length, line.end(plan.length));
  return laid;
}

function inOrder(laid: ReturnType<typeof record>): void {
  for (const [index, { time, until }] of laid.entries()) {
    expect(until).toBeGreaterThan(time);
    if (index > 0) expect(time).toBeGreaterThan(laid[index - 1]!.time);
  }
  expect(Frame.open).toBe(0);
}

describe('the pictures of a clip', () => {
  it.each([1, 1.5, 3])('are all there, each at its time, when one takes %s s to paint', (slow) => {
    const laid = record({ period: slow, age: () => slow, until: 30, length: 30 });
    inOrder(laid);
    const came = Array.from({ length: Math.ceil(30 / slow) }, (_, i) => i * slow).filter(
      (t) => t + slow < 30,
    );
    for (const seen of came) expect(laid.some((one) => one.seen === seen && one.time === seen)).toBe(true);
  });

  it('are written again while the source stands still, at most a moment behind', () => {
    const laid = record({ period: 1 / 30, age: () => 0.1, until: 2, length: 10 });
    inOrder(laid);
    const again = laid.filter(({ time }) => time > 2);
    expect(again.length).toBeGreaterThan(8);
    for (const { at, until } of again.slice(0, -1)) expect(at - until).toBeLessThan(0.5);
    expect(laid.at(-1)!.until).toBe(10);
  });

  it('stay behind by as much as a slow painter does when its source stands still', () => {
    const laid = record({ period: 1.5, age: () => 1.5, until: 4, length: 20 });
    inOrder(laid);
    const again = laid.filter(({ time }) => time > 6);
    for (const { at, until } of again.slice(0, -1)) expect(at - until).toBeLessThan(2.5);
  });

  it('that come later than any before take the place of the one that was written again', () => {
    // A style that is slow all of a sudden: the first of its pictures comes when its place is taken.
    const laid = record({
      period: 0.5,
      age: (seen) => (seen < 5 ? 0.1 : 2.2),
      until: 12,
      length: 16,
    });
    inOrder(laid);
    // Of those that come when their place is taken the newest is shown, and then each has its own again.
    const late = laid.find(({ seen }) => seen >= 5)!;
    expect(late.time - late.seen).toBeLessThan(1);
    for (let seen = 7; seen < 12; seen += 0.5)
      expect(laid.find((one) => one.seen === seen)).toMatchObject({ time: seen });
  });
});
