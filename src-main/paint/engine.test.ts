import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FrameHeader, PaintedHeader } from '../studio/contract.ts';
import { PaintEngine, type StyleShelf } from './engine.ts';
import { FakePainter, flatFrame, invert } from './testing/fakePainter.ts';

const size = { width: 16, height: 16 };

function setUp({
  styles = ['a', 'b', 'c', 'broken', 'failing'],
  paintMs = 0,
  mayLoadAhead = (): boolean => true,
  device = 'cpu',
  room = Infinity,
} = {}) {
  const painter = new FakePainter({ paintMs, device, room });
  const longWork: number[] = [];
  const shelf: StyleShelf = {
    find: (id) => (styles.includes(id) ? { id, bytes: new Uint8Array() } : undefined),
    ids: () => styles,
  };
  const engine = new PaintEngine({
    painter,
    styles: shelf,
    onLongWork: (ms) => longWork.push(ms),
    mayLoadAhead,
  });
  const answers: PaintedHeader[] = [];
  const send = (
    id: number,
    kind: FrameHeader['kind'],
    styleId = 'a',
    more: Partial<FrameHeader> = {},
    client = 'page',
  ) => {
    const header = { id, kind, styleId, strength: 1, keepColours: false, blend: null, ...size, ...more };
    const pixels = flatFrame(header.width, header.height, id % 256);
    return new Promise<{ header: PaintedHeader; pixels?: Uint8Array }>((resolve) => {
      engine.submit(client, { header, pixels }, (painted) => {
        answers.push(painted.header);
        resolve(painted);
      });
    });
  };
  return { painter, engine, send, answers, longWork };
}

afterEach(() => void vi.useRealTimers());

const codeOf = (header: PaintedHeader) => (header.ok ? 'ok' : header.code);

describe('painting', () => {
  it("answers with the painted pixels under the frame's id", async () => {
    const { send } = setUp();
    const { header, pixels } = await send(7, 'still');
    expect(header).toEqual({ ok: true, id: 7, ...size, paintMs: 0 });
    expect(pixels).toEqual(invert(flatFrame(16, 16, 7)));
  });

  it('answers every frame exactly once, and paints the newest of a burst', async () => {
    const { send, answers, painter } = setUp({ paintMs: 5 });
    const headers = (await Promise.all([1, 2, 3, 4].map((id) => send(id, 'live')))).map(
      ({ header }) => header,
    );
    expect(headers.map(codeOf)).toEqual(['dropped', 'dropped', 'dropped', 'ok']);
    expect(answers).toHaveLength(4);
    expect(painter.log.filter((line) => line.startsWith('paint'))).toHaveLength(1);
  });

  it('does not start a frame before the answer to the last has left', async () => {
    const { engine, painter } = setUp();
    let release = (): void => undefined;
    const left = new Promise<void>((resolve) => (release = resolve));
    const look = { styleId: 'a', strength: 1, keepColours: false, blend: null };
    const header = { id: 1, kind: 'still', ...look, ...size } as const;
    const frame = { header, pixels: flatFrame(16, 16, 0) };
    engine.submit('page', frame, () => left);
    const second = new Promise<void>((resolve) => engine.submit('page', frame, () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(painter.log).toEqual(['prepare a 16x16', 'paint a']);
    release();
    await second;
    expect(painter.log).toHaveLength(3);
  });

  it('says before a large picture that it may take long', async () => {
    const { send, longWork } = setUp();
    await send(1, 'still');
    await send(2, 'still', 'a', { width: 2048, height: 1024 });
    expect(longWork, 'and when it is done').toEqual([2048 * 1024 * 0.01, 0]);
    await send(3, 'live', 'a', { width: 2048, height: 1024 });
    expect(longWork).toHaveLength(4);
  });

  it('says on a card before it loads a style, and nothing before it paints with one', async () => {
    const { engine, send, longWork } = setUp({
      device: 'webgpu',
      styles: ['a', 'b'],
      mayLoadAhead: () => false,
    });
    const large = { width: 2048, height: 1024 };
    for (let id = 0; id < 3; id += 1) await send(id, 'live', 'a', large);
    expect(longWork).toEqual([40_000, 0]);
    await engine.prepare('a', large, 'b');
    expect(longWork, 'the second, then both').toEqual([40_000, 0, 40_000, 0, 40_000, 0]);
    await send(4, 'live', 'a', { ...large, blend: { styleId: 'b', amount: 0.5 } });
    expect(longWork).toHaveLength(6);
  });
});

describe('a style that cannot be used', () => {
  it('is refused for itself alone', async () => {
    const { send } = setUp();
    const codes = [];
    for (const style of ['missing', 'broken', 'failing', 'a']) {
      codes.push(codeOf((await send(1, 'live', style)).header));
    }
    expect(codes).toEqual(['unknown-style', 'unknown-style', 'paint-failed', 'ok']);
  });

  it('is not loaded, or tried, anew for every frame', async () => {
    const { send, painter } = setUp();
    for (let id = 0; id < 5; id += 1)
      expect(codeOf((await send(id, 'live', 'failing')).header)).toBe('paint-failed');
    expect(painter.log.splice(0)).toEqual(['prepare failing 16x16', 'paint failing']);
    for (let id = 0; id < 5; id += 1)
      expect(codeOf((await send(id, 'live', 'broken')).header)).toBe('unknown-style');
    expect(painter.log).toEqual(['prepare broken 16x16']);
  });
});

it('tries a file again soon that could not be read, and paints with the others meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { send, painter } = setUp({ styles: ['a', 'locked'] });
  const told = await send(1, 'live', 'locked');
  expect(told.header).toMatchObject({ code: 'paint-failed', message: 'locked is locked.' });
  const mixed = { blend: { styleId: 'locked', amount: 0.5 } };
  expect(codeOf((await send(2, 'live', 'a', mixed)).header)).toBe('paint-failed');
  expect(codeOf((await send(3, 'live', 'a')).header)).toBe('ok');
  expect(painter.log.filter((line) => line.includes('locked'))).toHaveLength(1);
  vi.advanceTimersByTime(2001);
  await send(4, 'live', 'locked');
  expect(painter.log.filter((line) => line.includes('locked'))).toHaveLength(2);
});

describe('two styles', () => {
  const withB = { blend: { styleId: 'b', amount: 0.5 } };

  it('are painted together, the second loaded before', async () => {
    const { send, painter } = setUp();
    expect(codeOf((await send(1, 'live', 'a', withB)).header)).toBe('ok');
    expect(painter.log).toEqual(['prepare b 16x16', 'prepare a 16x16', 'paint a+b']);
  });

  it('that are loaded as one do not have the second loaded by itself again', async () => {
    const { send, painter } = setUp();
    await painter.prepare({ id: 'a', bytes: new Uint8Array() }, size, { id: 'b', bytes: new Uint8Array() });
    expect(codeOf((await send(1, 'live', 'a', withB)).header)).toBe('ok');
    expect(painter.log).not.toContain('prepare b 16x16');
  });

  it('are prepared together', async () => {
    const { engine, painter } = setUp({ styles: ['a', 'b', 'c'] });
    await engine.prepare('c', size, 'a');
    expect(painter.log).toEqual(['prepare c 16x16', 'prepare a 16x16', 'prepare c+a 16x16']);
    await engine.idle();
    expect(painter.log.at(-1)).toBe('prepare b 16x16');
    await expect(engine.prepare('a', size, 'missing')).rejects.toMatchObject({ code: 'unknown-style' });
  });

  it('of which the second cannot be used leave the first as good as it is', async () => {
    const { send } = setUp();
    for (const styleId of ['broken', 'missing']) {
      const { header } = await send(1, 'live', 'a', { blend: { styleId, amount: 0.5 } });
      expect(codeOf(header)).toBe('unknown-style');
      expect('message' in header && header.message).toContain(styleId);
    }
    expect(codeOf((await send(2, 'live', 'a')).header)).toBe('ok');
  });
});

describe('preparing', () => {
  it('loads the chosen style first, then the others, its neighbours before, and goes on past a broken one', async () => {
    const { engine, painter } = setUp();
    await engine.prepare('c', size);
    await engine.idle();
    expect(painter.log).toEqual(['c', 'b', 'broken', 'a', 'failing'].map((id) => `prepare ${id} 16x16`));
  });

  it('loads no more than there is room for', async () => {
    const { engine, painter } = setUp({ room: 3 });
    await engine.prepare('b', size);
    await engine.idle();
    expect(painter.log).toEqual(['b', 'a', 'c'].map((id) => `prepare ${id} 16x16`));
  });

  it('stops at the chosen style when memory runs short', async () => {
    const { engine, painter } = setUp({ mayLoadAhead: () => false });
    await engine.prepare('c', size);
    await engine.idle();
    expect(painter.log).toEqual(['prepare c 16x16']);
  });

  it('rejects with the code when the chosen style cannot be used', async () => {
    const { engine } = setUp();
    await expect(engine.prepare('broken', size)).rejects.toMatchObject({ code: 'unknown-style' });
    await expect(engine.prepare('missing', size)).rejects.toMatchObject({ code: 'unknown-style' });
  });

  it('does not load what was passed over before its turn came', async () => {
    const { engine, painter } = setUp({ paintMs: 5, mayLoadAhead: () => false });
    const first = engine.prepare('a', size);
    await expect.poll(() => painter.log, { interval: 1 }).toHaveLength(1);
    // `broken` cannot be loaded, which nobody need know any more.
    await Promise.all([first, ...['b', 'broken', 'c'].map((id) => engine.prepare(id, size))]);
    expect(painter.log).toEqual(['prepare a 16x16', 'prepare c 16x16']);
  });

  it('forgets the size before when another is asked for, and waits whether that holds', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setImmediate'] });
    const { engine, painter } = setUp({ styles: ['a', 'b', 'c', 'd'], paintMs: 5 });
    const prepared = Promise.all([
      engine.prepare('a', size),
      engine.prepare('a', { width: 24, height: 24 }),
      engine.prepare('a', { width: 32, height: 32 }),
    ]);
    await vi.advanceTimersByTimeAsync(9000);
    await prepared;
    expect(painter.log.splice(0)).toEqual(['prepare a 32x32']);
    await vi.advanceTimersByTimeAsync(4000);
    expect(painter.log).toEqual(['b 32x32', 'c 32x32', 'd 32x32'].map((x) => `prepare ${x}`));
    await engine.close();
  });

  it('lets live frames through between two styles', async () => {
    const { engine, send, painter } = setUp({ styles: ['a', 'b', 'c'], paintMs: 5 });
    await engine.prepare('a', size);
    for (let id = 0; id < 10; id += 1) await send(id, 'live');
    // b may have begun before the first frame came; c waits for a pause.
    expect(painter.log).not.toContain('prepare c 16x16');
    expect(painter.log.filter((line) => line === 'paint a')).toHaveLength(10);
    await expect.poll(() => painter.log, { timeout: 3000 }).toContain('prepare c 16x16');
    await engine.close();
  });

  it('happens even though live frames never end', async () => {
    const { engine, send, painter } = setUp({ styles: ['a', 'b'], paintMs: 2 });
    let going = true;
    let id = 0;
    const flood = async (client: string): Promise<void> => {
      while (going) {
        await send(id++, 'live', 'a', {}, client);
        // As messages do: without it, answers alone would keep the event loop busy for ever.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const floods = [flood('one'), flood('other')];
    await engine.prepare('a', size);
    await expect.poll(() => painter.log.includes('prepare b 16x16'), { timeout: 4000 }).toBe(true);
    going = false;
    await Promise.all(floods);
  });
});
