import { describe, expect, it } from 'vitest';
import type { FrameHeader } from '../studio/contract.ts';
import { FrameQueue, type Job, MAX_STILLS, MAX_TILES, TILE_PATIENCE_MS } from './queue.ts';

/** A queue whose refusals are noted as `id code`. */
function setUp() {
  const queue = new FrameQueue();
  const refused: string[] = [];
  const add = (
    id: number,
    kind: FrameHeader['kind'],
    more: { client?: string; styleId?: string; at?: number } = {},
  ) => {
    const look = { styleId: more.styleId ?? 'wave', strength: 1, keepColours: false, blend: null };
    const header = { id, kind, ...look, width: 16, height: 16 };
    const job: Job = {
      client: more.client ?? 'a',
      frame: { header, pixels: new Uint8Array(1024) },
      arrived: more.at ?? 0,
      answer: (painted) => void refused.push(`${id} ${painted.header.ok ? 'ok' : painted.header.code}`),
    };
    queue.add(job);
  };
  const take = (now = 0) => queue.next(now)?.frame.header.id;
  const takeAll = (now = 0) => {
    const ids = [];
    for (let id = take(now); id !== undefined; id = take(now)) ids.push(id);
    return ids;
  };
  return { queue, refused, add, take, takeAll };
}

describe('live frames', () => {
  it('are replaced by a newer one, which is the one painted', () => {
    const { refused, add, takeAll } = setUp();
    for (const id of [1, 2, 3]) add(id, 'live');
    expect(refused).toEqual(['1 dropped', '2 dropped']);
    expect(takeAll()).toEqual([3]);
  });

  it('of two pages never replace each other, and take turns', () => {
    const { refused, add, take } = setUp();
    add(1, 'live', { client: 'a' });
    add(2, 'live', { client: 'b' });
    expect(take()).toBe(1);
    add(3, 'live', { client: 'a' });
    expect(take()).toBe(2);
    expect(take()).toBe(3);
    expect(refused).toEqual([]);
  });

  it('of a page that floods do not keep another from its turn', () => {
    const { add, take } = setUp();
    add(1, 'live', { client: 'quiet' });
    for (let id = 2; id < 50; id += 1) add(id, 'live', { client: 'flood' });
    expect(take()).toBe(1);
    expect(take()).toBe(49);
  });
});

describe('stills', () => {
  it('are never dropped, keep their order, and take turns with live frames', () => {
    const { refused, add, take } = setUp();
    for (const id of [1, 2]) add(id, 'still');
    const order = [];
    for (const live of [10, 11, 12]) {
      add(live, 'live');
      order.push(take());
    }
    expect(order).toEqual([1, 11, 2]);
    expect(refused).toEqual(['10 dropped']);
    expect(take()).toBe(12);
  });

  it('are refused, not dropped, when too many wait', () => {
    const { refused, add, takeAll } = setUp();
    for (let id = 0; id <= MAX_STILLS; id += 1) add(id, 'still');
    expect(refused).toEqual([`${MAX_STILLS} unavailable`]);
    expect(takeAll()).toHaveLength(MAX_STILLS);
  });
});

describe('gallery pictures', () => {
  it('yield to everything else', () => {
    const { add, takeAll } = setUp();
    add(1, 'tile');
    add(2, 'still');
    add(3, 'live');
    expect(takeAll()).toEqual([2, 3, 1]);
  });

  it('get one turn a second when live frames never end', () => {
    const { add, take } = setUp();
    for (const id of [1, 2]) add(id, 'tile', { styleId: `s${id}` });
    const tiles = [];
    for (let now = 0; now < 3 * TILE_PATIENCE_MS; now += 50) {
      add(1000 + now, 'live');
      const id = take(now) ?? -1;
      if (id < 1000) tiles.push([id, now]);
    }
    expect(tiles).toEqual([
      [1, TILE_PATIENCE_MS],
      [2, 2 * TILE_PATIENCE_MS],
    ]);
  });

  it('are replaced by a newer picture in the same style and size', () => {
    const { refused, add, takeAll } = setUp();
    add(1, 'tile', { styleId: 'wave' });
    add(2, 'tile', { styleId: 'scream' });
    add(3, 'tile', { styleId: 'wave' });
    expect(refused).toEqual(['1 dropped']);
    expect(takeAll()).toEqual([3, 2]);
  });

  it('do not pile up', () => {
    const { queue, refused, add } = setUp();
    for (let id = 0; id < MAX_TILES + 5; id += 1) add(id, 'tile', { styleId: `s${id}` });
    expect(queue.size).toBe(MAX_TILES);
    expect(refused).toHaveLength(5);
  });
});

it('forgets what a page that is gone was waiting for', () => {
  const { refused, add, takeAll, queue } = setUp();
  for (const client of ['gone', 'here']) {
    add(client === 'gone' ? 1 : 2, 'live', { client });
    add(client === 'gone' ? 3 : 4, 'still', { client });
    add(client === 'gone' ? 5 : 6, 'tile', { client });
  }
  queue.forget('gone');
  expect(takeAll()).toEqual([4, 2, 6]);
  expect(refused).toEqual([]);
});
