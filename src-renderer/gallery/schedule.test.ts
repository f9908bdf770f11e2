import { describe, expect, it } from 'vitest';
import { nextTile } from './schedule.ts';

const idle = { fps: 29, camera: 30, busy: false };
const busy = { fps: 12, camera: 30, busy: false };
const noCamera = { fps: 0, camera: 0, busy: false };
const tiles = (...ages: (number | null)[]) =>
  ages.map((paintedAt, i) => ({ id: 'abc'[i] ?? '', paintedAt, empty: false, seen: true }));
const emptied = (paintedAt: number | null) => ({ id: 'z', paintedAt, empty: true, seen: true });
const unseen = (...those: ReturnType<typeof tiles>) => those.map((tile) => ({ ...tile, seen: false }));

describe('the tile to paint next', () => {
  it('is the first without a picture, soon after the one before', () => {
    expect(nextTile(tiles(900, null, null), 900, 990, idle)).toBe('b');
    expect(nextTile(tiles(900, null, null), 900, 950, idle)).toBeNull();
  });

  it('is the oldest once all have one, a few a second', () => {
    expect(nextTile(tiles(300, 100, 200), 300, 600, idle)).toBeNull();
    expect(nextTile(tiles(300, 100, 200), 300, 700, idle)).toBe('b');
  });

  it('is one in sight: others get their first picture after those, and are not painted again', () => {
    const [a, b, c] = tiles(null, null, null);
    expect(nextTile([...unseen(a!, b!), c!], 0, 1000, idle)).toBe('c');
    expect(nextTile(unseen(a!, b!), 0, 1000, idle)).toBe('a');
    const painted = tiles(100, 200);
    expect(nextTile([...unseen(painted[0]!), painted[1]!], 0, 60_000, idle)).toBe('b');
    expect(nextTile(unseen(...painted), 0, 60_000, idle)).toBeNull();
  });

  it('waits while the live view is below its rate; first pictures come rarely', () => {
    expect(nextTile(tiles(300, 100, 200), 300, 60_000, busy)).toBeNull();
    expect(nextTile(tiles(300, null), 300, 3000, busy)).toBeNull();
    expect(nextTile(tiles(300, null), 300, 6300, busy)).toBe('b');
  });

  it('is none but a rare first one beside a training or a repaint, though the view keeps its rate', () => {
    const training = { ...idle, busy: true };
    expect(nextTile(tiles(300, 100, 200), 300, 60_000, training)).toBeNull();
    expect(nextTile(tiles(300, null), 300, 3000, training)).toBeNull();
    expect(nextTile(tiles(300, null), 300, 6300, { ...noCamera, busy: true })).toBe('b');
  });

  it('is an empty frame before any other, even on a slow machine', () => {
    expect(nextTile([...tiles(null), emptied(null)], 0, 1000, idle)).toBe('z');
    expect(nextTile([...tiles(null), emptied(null)], 0, 1600, busy)).toBe('z');
    expect(nextTile(tiles(null), 0, 1600, busy)).toBeNull();
  });

  it('is painted once, not again, from a picture that does not change', () => {
    expect(nextTile(tiles(null), 0, 1000, noCamera)).toBe('a');
    expect(nextTile(tiles(100), 100, 60_000, noCamera)).toBeNull();
  });

  it('is none in an empty gallery', () => {
    expect(nextTile([], 0, 1e6, idle)).toBeNull();
  });
});
