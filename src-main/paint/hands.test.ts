/** Two painters in one process, played by the test: who gets what, and what the supervisor hears of it. */
import { describe, expect, it, vi } from 'vitest';
import type { ToPaint } from './protocol.ts';
import { flatFrame } from './testing/fakePainter.ts';
import { both, frame, look, open } from './testing/playedHands.ts';
import { TestPort } from './testing/testPort.ts';
import { prepare, shelf, start } from './testing/told.ts';

describe('two hands', () => {
  it('become two once there has been a live picture, with all that the first knows', () => {
    const { children, tell, answer, heard, framesOf } = open();
    const first = children[0]!;
    first.say({ type: 'ready', device: 'cpu' });
    tell(prepare);
    first.say({ type: 'done', request: 7 });
    tell(frame(1, 'tile'));
    answer(first);
    expect(children, 'for a gallery one is enough').toHaveLength(1);
    tell(frame(2));
    expect(children, 'the first picture is waited for').toHaveLength(1);
    answer(first);
    const second = children[1]!;
    expect(second.sent.map(({ type }) => type)).toEqual(['start', 'styles']);
    second.say({ type: 'ready', device: 'cpu' });
    expect(second.sent.at(-1)).toMatchObject(prepare);
    tell(frame(3));
    tell(frame(4));
    expect(framesOf(second), 'it does not have the style yet').toEqual([]);
    expect(heard('ready')).toEqual([{ type: 'ready', device: 'cpu', joining: true }]);
    second.say({ type: 'done', request: 7 });
    expect(heard('ready').at(-1)).toEqual({ type: 'ready', device: 'cpu', atOnce: 2 });
    tell(frame(5));
    expect(framesOf(second)).toHaveLength(1);
  });

  it('share live pictures, and the first has all others', () => {
    const { first, second, tell, framesOf, answer } = both();
    const [one, two] = [framesOf(first).length, framesOf(second).length];
    tell(frame(2));
    tell(frame(3));
    expect([framesOf(first).length - one, framesOf(second).length - two]).toEqual([1, 1]);
    answer(second);
    tell(frame(4));
    expect(framesOf(second).length - two, 'whichever is free').toBe(2);
    tell(frame(5, 'tile'));
    tell(frame(6, 'still'));
    expect(framesOf(first).length - one).toBe(3);
    for (const id of [7, 8, 9]) tell(frame(id));
    expect(framesOf(second).length - two, 'a still may take long').toBe(5);
  });

  it('answer each page under its own ids', () => {
    const { parent, first, second, tell, answer } = both();
    const pages = [new TestPort(), new TestPort()];
    tell({ type: 'connect' }, pages);
    const header = { id: 5, kind: 'live', ...look };
    pages[0]!.send({ header, pixels: flatFrame(16, 16, 1) });
    pages[1]!.send({ header, pixels: flatFrame(16, 16, 2) });
    pages[1]!.send({ header, pixels: flatFrame(8, 8, 2) });
    const before = parent.posted.length;
    answer(second);
    answer(first);
    expect(pages[0]!.posted).toMatchObject([{ header: { ok: true, id: 5 } }]);
    expect(pages[1]!.posted).toMatchObject([
      { header: { ok: false, id: 5, code: 'malformed' } },
      { header: { ok: true, id: 5 } },
    ]);
    expect(parent.posted).toHaveLength(before);
    pages[0]!.close();
    expect([first, second].map(({ sent }) => sent.at(-1)?.type)).toEqual(['forget', 'forget']);
  });

  it('forget what a page that is gone waited for, so that its hand counts as free', () => {
    const { first, second, tell, framesOf } = both();
    const count = (): number[] => [first, second].map((hand) => framesOf(hand).length);
    tell(frame(2, 'live', 'gone'));
    const [one, two] = count();
    tell({ type: 'forget', client: 'gone' });
    tell(frame(3));
    expect(count()).toEqual([one! + 1, two]);
  });

  it('load a style both, and the second paints with it only when it has it', () => {
    const { first, second, tell, framesOf, heard } = both();
    tell({ ...prepare, request: 8, styleId: 'scream' });
    first.say({ type: 'done', request: 8 });
    expect(heard('done').at(-1)).toEqual({ type: 'done', request: 8 });
    const before = framesOf(second).length;
    tell(frame(2));
    tell(frame(3));
    expect(framesOf(second)).toHaveLength(before);
    const [readies, dones] = [heard('ready').length, heard('done').length];
    second.say({ type: 'done', request: 8 });
    tell(frame(4));
    expect(framesOf(second)).toHaveLength(before + 1);
    // Said once more it would be prepared for once more, and so on.
    expect([heard('ready').length, heard('done').length]).toEqual([readies, dones]);
  });

  it('load one after the other, so that one paints what was on the stage before', () => {
    const { first, second, tell, framesOf, answer } = both();
    const of = (): number[] => [framesOf(first).length, framesOf(second).length];
    const [one, other] = of() as [number, number];
    tell({ ...prepare, request: 8, width: 32, height: 32 });
    expect(second.sent.at(-1), 'not yet').not.toMatchObject({ request: 8 });
    for (const id of [2, 3]) {
      tell(frame(id));
      answer(second);
    }
    expect(of()).toEqual([one, other + 2]);
    const { header, ...large } = frame(4) as Extract<ToPaint, { type: 'frame' }>;
    const size = { width: 32, height: 32 };
    const video = { planes: 'i420', matrix: 'bt601', full: false, ...size };
    tell({ ...large, header: { ...header, ...size }, pixels: flatFrame(32, 32, 4) });
    expect(of(), 'what is loaded is for who loads it').toEqual([one + 1, other + 2]);
    tell({ ...large, header: { ...header, ...size, video }, pixels: new Uint8Array(1536) });
    expect(of(), 'not what lies otherwise').toEqual([one + 1, other + 3]);
    // Overtaken: what it is told last counts.
    tell({ ...prepare, request: 9, styleId: 'scream' });
    first.say({ type: 'done', request: 8 });
    expect(second.sent.at(-1)).not.toMatchObject({ type: 'prepare' });
    first.say({ type: 'done', request: 9 });
    expect(second.sent.at(-1)).toMatchObject({ type: 'prepare', request: 9 });
    tell(frame(5));
    expect(of(), 'now it is the second who loads').toEqual([one + 2, other + 3]);
    tell({ ...prepare, request: 10, width: 48 });
    second.say({ type: 'done', request: 9 });
    tell(frame(6));
    expect(of(), 'and what it loaded it paints').toEqual([one + 2, other + 4]);
  });

  it('answer for their process at once; the first says which style is tried', () => {
    const { first, second, tell, heard } = both();
    tell({ type: 'ping', request: 3 });
    expect(heard('pong')).toEqual([{ type: 'pong', request: 3 }]);
    first.say({ type: 'trying', styleId: 'wave' });
    second.say({ type: 'trying', styleId: 'wave' });
    first.say({ type: 'trying', styleId: null });
    second.say({ type: 'trying', styleId: null });
    expect(heard('trying').map((message) => message.type === 'trying' && message.styleId)).toEqual([
      'wave',
      null,
    ]);
  });

  it('are one while the second cannot load what is on the stage', () => {
    vi.useFakeTimers();
    const { first, second, tell, framesOf, heard } = both();
    tell({ ...prepare, request: 8, styleId: 'scream' });
    first.say({ type: 'done', request: 8 });
    second.say({ type: 'done', request: 8, error: { code: 'paint-failed', message: 'no memory' } });
    const before = framesOf(second).length;
    tell(frame(2));
    tell(frame(3));
    expect(framesOf(second)).toHaveLength(before);
    expect(heard('done')).toHaveLength(2);
    vi.advanceTimersByTime(3000);
    expect(second.sent.at(-1), 'asked once more').toMatchObject({ type: 'prepare', request: 8 });
    second.say({ type: 'done', request: 8 });
    tell(frame(4));
    expect(framesOf(second)).toHaveLength(before + 1);
    vi.useRealTimers();
  });

  it('are one once the first has left the processor', () => {
    const { first, second, tell, framesOf, answer, heard, deaths } = both();
    tell(frame(2));
    tell(frame(3));
    const before = framesOf(second).length;
    first.say({ type: 'ready', device: 'webgpu' });
    expect(heard('ready').at(-1)).toEqual({ type: 'ready', device: 'webgpu', joining: false });
    answer(second);
    expect(heard('painted').at(-1), 'what it had is still wanted').toMatchObject({ header: { id: 3 } });
    second.say({ type: 'done', request: 7 });
    for (const id of [4, 5]) tell(frame(id));
    expect([framesOf(second).length, heard('ready').at(-1)]).toMatchObject([before, { device: 'webgpu' }]);
    second.die();
    expect(deaths()).toBe(0);
  });

  it('are reckoned with no longer after ten seconds, but welcome', () => {
    vi.useFakeTimers();
    try {
      const { children, tell, answer, heard } = open();
      children[0]!.say({ type: 'ready', device: 'cpu' });
      tell(frame(1));
      answer(children[0]!);
      vi.advanceTimersByTime(10_000);
      expect(heard('ready').at(-1)).toEqual({ type: 'ready', device: 'cpu', atOnce: 1 });
      children[1]!.say({ type: 'ready', device: 'cpu' });
      expect(heard('ready').at(-1)).toEqual({ type: 'ready', device: 'cpu', atOnce: 2 });
      vi.advanceTimersByTime(60_000);
      expect(heard('ready')).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are one where the second does not come to paint', () => {
    const { children, tell, answer, heard, framesOf, deaths } = open();
    const first = children[0]!;
    first.say({ type: 'ready', device: 'cpu' });
    tell(frame(1));
    answer(first);
    expect(
      children[1]!.sent.map(({ type }) => type),
      'it may take long to start',
    ).not.toContain('ping');
    children[1]!.die();
    expect(heard('ready').at(-1)).toEqual({ type: 'ready', device: 'cpu', atOnce: 1 });
    tell(frame(2));
    answer(first);
    expect([framesOf(first).length, children.length, deaths()]).toEqual([2, 2, 0]);
  });

  it('end their process with either of them', () => {
    for (const which of ['first', 'second'] as const) {
      const { [which]: hand, deaths } = both();
      hand.die();
      expect(deaths()).toBe(1);
    }
    const { second, deaths } = both();
    second.say('nonsense');
    expect(deaths(), 'what it owes would never come').toBe(1);
  });

  it('leave everything to the process itself where none can be started', () => {
    const { children, unable, deaths } = open();
    children[0]!.die();
    expect(unable.map(({ data }) => data)).toEqual([start, shelf]);
    expect(deaths()).toBe(0);
  });
});
