/** The paint process's messages over ports in memory, as Electron's arrive. */
import { describe, expect, it } from 'vitest';
import type { Port } from '../process/port.ts';
import type { Painter, StyleModel } from './painter.ts';
import type { FromPaint, PaintedFrame, ToPaint } from './protocol.ts';
import { servePaint } from './serve.ts';
import { FakePainter, flatFrame, invert } from './testing/fakePainter.ts';
import { TestPort } from './testing/testPort.ts';

const never = () => Promise.reject(new Error('nobody asked for this'));

async function serve(openPainter: () => Promise<Painter> = () => Promise.resolve(new FakePainter())) {
  const parent = new TestPort();
  const exits: number[] = [];
  servePaint(parent, { openPainter, adopt: never }, (code) => exits.push(code));
  const tell = (message: ToPaint, ports?: Port[]) => parent.send(message, ports);
  tell({ type: 'start', devices: ['cpu'] });
  tell({ type: 'styles', styles: [{ id: 'wave', file: '/nowhere/wave.onnx', stamp: '1' }] });
  await expect.poll(() => exits.length + parent.posted.length).toBeGreaterThan(0);
  const page = new TestPort();
  tell({ type: 'connect' }, [page]);
  const heard = (type: FromPaint['type']) =>
    (parent.posted as FromPaint[]).find((message) => message.type === type);
  return { parent, page, exits, tell, heard };
}

const header = { id: 3, kind: 'live', styleId: 'wave', strength: 1, width: 16, height: 16 };
const pixels = flatFrame(16, 16, 1);

describe("a page's port", () => {
  it('paints frames without the supervisor', async () => {
    const { page, parent } = await serve();
    const before = parent.posted.length;
    page.send({ header, pixels });
    await expect.poll(() => page.posted).toHaveLength(1);
    expect(page.posted[0]).toMatchObject({ header: { ok: true, id: 3 }, pixels: invert(pixels) });
    const told = parent.posted.slice(before);
    expect(told, 'nothing but that the style is new').toEqual([
      { type: 'trying', styleId: 'wave' },
      { type: 'trying', styleId: null },
    ]);
  });

  it('answers whatever is malformed, and goes on', async () => {
    const { page } = await serve();
    const bad = [
      undefined,
      null,
      7,
      'frame',
      {},
      { header },
      { header, pixels: [1] },
      { header, pixels: pixels.subarray(1) },
      { header: { ...header, kind: '__proto__' }, pixels },
      { header: { ...header, width: 16.5 }, pixels },
      { header: { ...header, strength: 2 }, pixels },
      { header: { ...header, extra: 1 }, pixels },
    ];
    for (const message of bad) page.send(message);
    expect(page.posted).toHaveLength(bad.length);
    for (const answer of page.posted as PaintedFrame[]) {
      expect(answer.header).toMatchObject({ ok: false, code: 'malformed' });
    }
    page.send({ header, pixels });
    await expect.poll(() => page.posted).toHaveLength(bad.length + 1);
    expect(page.posted.at(-1)).toMatchObject({ header: { ok: true } });
  });
});

it('answers its supervisor', async () => {
  const { tell, heard } = await serve();
  expect(heard('ready')).toEqual({ type: 'ready', device: 'cpu' });
  tell({ type: 'ping', request: 4 });
  tell({ type: 'prepare', request: 6, styleId: 'missing', blendId: null, width: 16, height: 16 });
  await expect.poll(() => heard('done')).toMatchObject({ request: 6, error: { code: 'unknown-style' } });
  expect(heard('pong')).toEqual({ type: 'pong', request: 4 });
});

it('ends with its parent', async () => {
  const { parent, exits } = await serve();
  parent.close();
  expect(exits).toEqual([0]);
});

it('ends when no device can be had', async () => {
  const { exits } = await serve(() => Promise.reject(new Error('nothing to paint on')));
  expect(exits).toEqual([1]);
});

it('tells its supervisor what running a style has shown', async () => {
  const found = { multiple: 4, takesAny: true, gain: { width: 0, height: 0 } };
  class Finding extends FakePainter {
    override prepare(style: StyleModel): Promise<void> {
      style.onFound?.(found);
      return Promise.resolve();
    }
  }
  const { tell, heard } = await serve(() => Promise.resolve(new Finding()));
  tell({ type: 'prepare', request: 1, styleId: 'wave', blendId: null, width: 16, height: 16 });
  await expect.poll(() => heard('found')).toEqual({ type: 'found', styleId: 'wave', stamp: '1', found });
});
