import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError, type Device } from '../runtime/types.ts';
import { readEnds } from './ends.ts';
import { wrapInBlocks } from './inBlocks.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame, StyleModel } from './painter.ts';
import { levelsApart } from './testing/levels.ts';
import { weightsApart } from './weightsApart.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
/** The same processor without a layout of its own. */
const plainly: Device = { id: device.id, name: device.name, load: device.load };

const STYLES = ['starry-night', 'great-wave', 'the-scream', 'composition-vii', 'udnie', 'shipwreck'];
const shipped = (id: string): StyleModel => ({ id, bytes: readFileSync(`models/${id}.onnx`) });

function frameOf(
  width: number,
  height: number,
  level: (x: number, y: number, channel: number) => number,
): Frame {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => {
    const at = Math.floor(i / 4);
    // A picture's alpha need not be opaque: what is painted is.
    return i % 4 === 3 ? at % 256 : level(at % width, Math.floor(at / width), i % 4);
  });
  return { width, height, pixels, strength: 1 };
}
const busy = (x: number, y: number, c: number): number => (128 + 90 * Math.sin(x / (3 + c)) * Math.cos(y / 5) + ((x * 31 + y * 17) % 37)) & 255; // prettier-ignore
/** A wall: nearly flat, with the last bit of a camera's noise. */
const wall = (x: number, y: number): number => 100 + ((x * 7919 + y * 104729) % 3);

/** Paints on both; how far values are apart at most and on average, in levels of 255. */
async function apart(style: StyleModel, frame: Frame): Promise<{ most: number; mean: number }> {
  const [quick, usual] = [openPainter(device), openPainter(plainly)];
  const [given, wanted] = [await quick.paint(style, frame), await usual.paint(style, frame)];
  await Promise.all([quick.close(), usual.close()]);
  expect(given.pixels.length).toBe(wanted.pixels.length);
  return levelsApart(wanted.pixels, given.pixels);
}

describe('a painting in blocks is the same painting', () => {
  it.each(STYLES)('%s, in every way that it can show on a frame', async (id) => {
    for (const how of [{}, { strength: 0.6 }, { keepColours: true }, { strength: 0 }]) {
      const { most, mean } = await apart(shipped(id), { ...frameOf(160, 120, busy), ...how });
      expect(most).toBeLessThanOrEqual(1);
      expect(mean).toBeLessThan(1e-3);
    }
  });

  it.each([[256, 144], [333, 187], [60, 45], [48, 200]] as const)('at %i x %i', async (width, height) => {
    const { most, mean } = await apart(shipped('udnie'), frameOf(width, height, busy));
    expect(most).toBeLessThanOrEqual(1);
    expect(mean).toBeLessThan(1e-3);
  }); // prettier-ignore

  it('of a wall, where a network makes much of little', async () => {
    for (const id of ['great-wave', 'shipwreck'])
      expect((await apart(shipped(id), frameOf(256, 144, wall))).mean).toBeLessThan(0.05);
  });

  it('of two styles whose weights are mixed', async () => {
    const blend = { style: shipped('the-scream'), amount: 0.4 };
    const { most } = await apart(shipped('starry-night'), { ...frameOf(160, 120, busy), blend });
    expect(most).toBeLessThanOrEqual(1);
  });
});

/** Stands for a network in blocks, which a processor without them could not load. */
const tiny = g.toModel({ y: g.relu(g.input('x', [1])) });
const model = g.decodeModel(shipped('udnie').bytes);
const ends = readEnds(model);
const wrap = (of: g.ModelProto, width = 160, height = 120): g.Split | null =>
  wrapInBlocks(of, ends, { width: 0, height: 0 }, { width, height }, 16);

it('nothing between its picture and its painting leaves the blocks', () => {
  const { graph } = wrap(model)!.main;
  expect(graph.node.filter(({ opType }) => opType.startsWith('Reorder'))).toEqual([]);
  // What shows the frame, too, is computed only where it does.
  const choice = graph.node.find(({ opType }) => opType === 'If')!;
  const [mixed, whole] = ['then_branch', 'else_branch'].map((name) =>
    choice.attribute.find((attribute) => attribute.name === name)!.g!.node.map(({ opType }) => opType),
  );
  expect(mixed).toContain('MatMul');
  expect(whole).toEqual(expect.arrayContaining(['QuantizeLinear', 'Transpose']));
  expect(whole).not.toContain('MatMul');
});

it('with its weights fed, what follows from them alone is computed before', () => {
  const { network, weights } = weightsApart(model);
  const { before, main } = wrap(network)!;
  const operators = (of: g.ModelProto): string[] => of.graph.node.map(({ opType }) => opType);
  expect(before!.graph.input.length).toBeLessThanOrEqual(Object.keys(weights).length);
  // Grain's part of two layers is among it.
  expect(operators(before!)).toEqual(expect.arrayContaining(['Sin', 'Conv', 'Transpose']));
  expect(operators(main)).not.toContain('Sin');
  expect(operators(main).filter((opType) => opType.startsWith('Reorder'))).toEqual([]);
  expect(main.graph.input.map(({ name }) => name)).toEqual(expect.arrayContaining(['pastiche_frame', 'pastiche_colours'])); // prettier-ignore
});

it('a frame of an odd size ends as it always did', () => {
  const odd = wrap(model, 161, 121)!.main;
  expect(odd.graph.node.map(({ opType }) => opType)).not.toContain('If');
});

it('a model with an operator that we do not read is left to ONNX Runtime', async () => {
  const celu = { opType: 'Celu', input: [ends.input], output: ['bent'], attribute: [] };
  const node = [celu, ...model.graph.node.map((each) => ({ ...each, input: each.input.map((name) => (name === ends.input ? 'bent' : name)) }))]; // prettier-ignore
  const foreign = { ...model, graph: { ...model.graph, node } };
  expect(wrap(foreign)).toBeNull();
  const style = { id: 'foreign', bytes: g.encodeModel(foreign) };
  expect(await apart(style, frameOf(64, 48, busy))).toEqual({ most: 0, mean: 0 });
});

it('the sizes of everything that is computed before are known when the rest is loaded', async () => {
  const inputs: g.ModelProto['graph']['input'] = [];
  const watched: Device = {
    ...device,
    block: () => Promise.resolve(16),
    async load(bytes) {
      const { graph } = g.decodeModel(bytes);
      if (graph.input.some(({ name }) => name === 'pastiche_frame')) inputs.push(...graph.input);
      return device.load(bytes);
    },
  };
  const painter = openPainter(watched);
  await painter.paint(shipped('udnie'), frameOf(64, 48, busy));
  await painter.close();
  expect(inputs.length).toBeGreaterThan(20);
  for (const { name, type } of inputs)
    expect(
      type?.tensorType?.shape?.dim.every(({ dimValue }) => dimValue !== undefined),
      name,
    ).toBe(true);
});

it.each([
  ['what follows from its weights', true],
  ['the rest', false],
])('where %s cannot be loaded in blocks all is loaded as it is, and nothing stays', async (_, fails) => {
  const open = new Set<object>();
  const stubborn: Device = {
    ...device,
    block: () => Promise.resolve(16),
    async load(bytes, options) {
      const { opsetImport, graph } = g.decodeModel(bytes);
      const isBefore = !graph.input.some(({ name }) => name === 'pastiche_frame');
      const inBlocks = opsetImport.some(({ domain }) => domain === 'com.microsoft.nchwc');
      if (inBlocks && isBefore === fails) throw new RuntimeError('not this one');
      const session = inBlocks ? await plainly.load(g.encodeModel(tiny)) : await device.load(bytes, options);
      open.add(session);
      return { ...session, release: () => (open.delete(session), session.release()) };
    },
  };
  const painter = openPainter(stubborn);
  const usual = openPainter(plainly);
  const [given, wanted] = [await painter.paint(shipped('udnie'), frameOf(64, 48, busy)), await usual.paint(shipped('udnie'), frameOf(64, 48, busy))]; // prettier-ignore
  expect(given.pixels).toEqual(wanted.pixels);
  expect(open.size).toBe(1);
  await Promise.all([painter.close(), usual.close()]);
  expect(open.size).toBe(0);
});
