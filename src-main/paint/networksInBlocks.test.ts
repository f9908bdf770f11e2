import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeModel, encodeModel } from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device, Session } from '../runtime/types.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame, StyleModel } from './painter.ts';

const processor = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
/** Elsewhere, as on ARM, every style has a session of its own. */
const noBlocks = [(await processor.block?.()) === null, 'this processor knows no blocks'] as const;
const [WIDTH, HEIGHT] = [64, 48];
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i * 37 + (i >> 6)) % 256);
const frame: Frame = { width: WIDTH, height: HEIGHT, pixels, strength: 1 };
const shipped = (id: string): StyleModel => ({ id, bytes: readFileSync(`models/${id}.onnx`) });
const [udnie, wave, scream] = [shipped('udnie'), shipped('great-wave'), shipped('the-scream')];

/** The processor, and which of its sessions are open. */
function watched(): { device: Device; open: Set<Session>; loads: () => number } {
  const open = new Set<Session>();
  let loads = 0;
  const device: Device = {
    ...processor,
    async load(model, options) {
      loads++;
      const session = await processor.load(model, options);
      open.add(session);
      return { ...session, release: () => (open.delete(session), session.release()) };
    },
  };
  return { device, open, loads: () => loads };
}

it('styles of one network share what is loaded of it, and each paints with its own weights', async ({
  skip,
}) => {
  skip(...noBlocks);
  const { device, open, loads } = watched();
  const painter = openPainter(device);
  const first = await painter.paint(udnie, frame);
  const afterOne = loads();
  const second = await painter.paint(wave, frame);
  expect(loads()).toBe(afterOne);
  expect(second.pixels).not.toEqual(first.pixels);
  // Nor does one leave anything to the other.
  expect((await painter.paint(udnie, frame)).pixels).toEqual(first.pixels);
  const alone = openPainter(processor);
  expect((await alone.paint(wave, frame)).pixels).toEqual(second.pixels);
  await alone.close();
  await painter.close();
  expect(open.size).toBe(0);
});

it('what two styles share stays while one of them is in use', async () => {
  const { device, open } = watched();
  // Room for one style of this size beside the one that paints live.
  const painter = openPainter(device, WIDTH * HEIGHT);
  const live = await painter.paint(udnie, { ...frame, live: true });
  const whileOne = open.size;
  for (const style of [wave, scream]) await painter.paint(style, frame);
  expect(open.size).toBe(whileOne);
  expect((await painter.paint(udnie, { ...frame, live: true })).pixels).toEqual(live.pixels);
  await painter.close();
  expect(open.size).toBe(0);
});

it('a mixture is put together anew when its amount changes, and only then', async ({ skip }) => {
  skip(...noBlocks);
  let runs = 0;
  const device: Device = {
    ...processor,
    async load(model, options) {
      const session = await processor.load(model, options);
      const isBefore = !decodeModel(model).graph.input.some(({ name }) => name === 'pastiche_frame');
      return { ...session, run: (feeds) => ((runs += isBefore ? 1 : 0), session.run(feeds)) };
    },
  };
  await device.block?.();
  const painter = openPainter(device);
  const paint = async (amount: number): Promise<Uint8Array> =>
    (await painter.paint(udnie, { ...frame, blend: { style: wave, amount } })).pixels;
  const [half, again] = [await paint(0.5), await paint(0.5)];
  expect(again).toEqual(half);
  const before = runs;
  expect(await paint(0.25)).not.toEqual(half);
  expect(runs).toBe(before + 1);
  expect(await paint(0.5)).toEqual(half);
  await painter.close();
});

it('a network that differs in anything but its weights is loaded for itself', async () => {
  const { device, loads } = watched();
  const painter = openPainter(device);
  await painter.paint(udnie, frame);
  const afterOne = loads();
  const model = decodeModel(udnie.bytes);
  const initializer = model.graph.initializer.map((tensor) => {
    if (tensor.name !== 'c0') return tensor;
    const values = new Float32Array(new Uint8Array(tensor.rawData!).buffer).map((value) => value * 1.5);
    return { ...tensor, rawData: new Uint8Array(values.buffer) };
  });
  const other = { id: 'other', bytes: encodeModel({ ...model, graph: { ...model.graph, initializer } }) };
  await painter.paint(other, frame);
  expect(loads()).toBeGreaterThan(afterOne);
  await painter.close();
});
