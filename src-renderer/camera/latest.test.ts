import { describe, expect, it } from 'vitest';
import { Latest } from './latest.ts';

class Item {
  closed = 0;
  constructor(readonly name: string) {}
  close(): void {
    this.closed++;
  }
}

describe('the newest item', () => {
  it('wins, and the one it replaces is closed once', async () => {
    const latest = new Latest<Item>();
    const [a, b] = [new Item('a'), new Item('b')];
    latest.put(a);
    latest.put(b);
    expect(a.closed).toBe(1);
    expect(await latest.next()).toBe(b);
    expect(b.closed).toBe(0);
  });

  it('is handed out as fresh only once', async () => {
    const latest = new Latest<Item>();
    latest.put(new Item('a'));
    await latest.next();
    let second: Item | undefined;
    void latest.next().then((item) => (second = item));
    await Promise.resolve();
    expect(second).toBeUndefined();
    const b = new Item('b');
    latest.put(b);
    await Promise.resolve();
    expect(second).toBe(b);
  });

  it('can be looked at without using it up', async () => {
    const latest = new Latest<Item>();
    const a = new Item('a');
    latest.put(a);
    expect(await latest.peek()).toBe(a);
    expect(await latest.next()).toBe(a);
    expect(await latest.peek()).toBe(a);
  });

  it('turns everybody away when closed, and closes what it holds and what still comes', async () => {
    const latest = new Latest<Item>();
    const [held, late] = [new Item('held'), new Item('late')];
    latest.put(held);
    await latest.next();
    const waiting = latest.next();
    latest.close(new Error('unplugged'));
    latest.put(late);
    await expect(waiting).rejects.toThrow('unplugged');
    await expect(latest.next()).rejects.toThrow('unplugged');
    expect([held.closed, late.closed]).toEqual([1, 1]);
  });
});
