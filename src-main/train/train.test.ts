/** The trainer, on a network and pictures small enough to train in a second. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { adamState, adamStep, learningRate } from './adam.ts';
import { CheckpointError } from './checkpoint.ts';
import { openLossNetwork } from './lossNetworkFile.ts';
import { TrainingOptions, type LossRecord } from './options.ts';
import { openPhotos } from './photos.ts';
import { readPixels, toPlanes } from './pictures.ts';
import { randomStream } from './random.ts';
import { readSafeTensors, writeSafeTensors } from './safetensors.ts';
import { readParameters, writeStyle } from './styleFile.ts';
import { tinyLossNetwork } from './testing/tinyLossNetwork.ts';
import { freshState, resumedState, specsOf, TrainingRun, type RunParts } from './trainer.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const options = TrainingOptions.parse({
  network: 'lite 2x1',
  steps: 24,
  size: 64,
  styleScales: [0],
  styleLayers: ['relu1_1', 'relu2_1'],
  contentLayers: ['relu2_1'],
});

let folder: string;
let parts: RunParts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-train-'));
  const random = randomStream(11);
  for (let i = 0; i < 3; i++) {
    const rgb = Uint8Array.from({ length: 3 * 96 * 80 }, (_, k) => (k % 96) * 2 + random() * 60);
    await sharp(rgb, { raw: { width: 96, height: 80, channels: 3 } })
      .png()
      .toFile(join(folder, `photo${i}.png`));
  }
  await writeFile(join(folder, 'broken.jpg'), 'this is no picture');
  await writeFile(join(folder, 'notes.txt'), 'nor is this');
  const painting = toPlanes(await readPixels(join(folder, 'photo0.png'), 64));
  const photos = await openPhotos({ folder, ...options });
  const paintingFile = await readFile(join(folder, 'photo0.png'));
  parts = { device, lossNetwork: tinyLossNetwork(), painting, paintingFile, photos };
});
afterAll(() => removeFolder(folder));

/** Trains on from a state for some steps. */
async function advance(state: ReturnType<typeof freshState>, steps: number): Promise<TrainingRun> {
  const run = await TrainingRun.open(state, parts);
  for (let i = 0; i < steps; i++) await run.advance();
  return run;
}

describe('a training run', () => {
  it.each([
    ['of which each picture is compared by itself', 1, 20],
    ['of which several are compared together', 8, 40],
  ])('lowers the total loss, %s', async (_, stylePictures, steps) => {
    const run = await advance(freshState({ ...options, rate: 1e-2, stylePictures, steps }), steps);
    const { history } = run.state;
    const mean = (from: number, to: number): number =>
      history.slice(from, to).reduce((sum, { total }) => sum + total, 0) / (to - from);
    expect(mean(steps - 6, steps)).toBeLessThan(0.7 * mean(0, 6));
    expect(run.finished).toBe(true);
    await run.close();
  });

  it('goes on from a checkpoint exactly as it would have without the break', async () => {
    const straight = await advance(freshState(options), 8);
    const first = await advance(freshState(options), 5);
    const resumed = await advance(resumedState(first.checkpoint()), 3);
    expect(resumed.state.history).toEqual(straight.state.history);
    expect(resumed.state.parameters).toEqual(straight.state.parameters);
    // The style of the pictures before the break is part of it.
    expect(first.state.memory.pictures).toBe(5);
    expect(resumed.state.memory).toEqual(straight.state.memory);
    expect(resumed.state.memory.pictures).toBe(options.stylePictures);
    for (const run of [straight, first, resumed]) await run.close();
  });

  it('does not go on with another painting or other photos', async () => {
    const first = await advance(freshState(options), 1);
    const bytes = first.checkpoint();
    await first.close();
    const painting = { ...parts.painting, data: parts.painting.data.map((value) => 255 - value) };
    const paintingFile = await readFile(join(folder, 'photo1.png'));
    await expect(TrainingRun.open(resumedState(bytes), { ...parts, painting, paintingFile })).rejects.toThrow(
      /another painting/,
    );
    const photos = { ...parts.photos, files: parts.photos.files.slice(1) };
    await expect(TrainingRun.open(resumedState(bytes), { ...parts, photos })).rejects.toThrow(/other photos/);
  });

  it('goes on with a painting that another decoder reads a little differently', async () => {
    const first = await advance(freshState(options), 1);
    const state = resumedState(first.checkpoint());
    await first.close();
    const painting = { ...parts.painting, data: parts.painting.data.map((value) => value + 1) };
    const run = await TrainingRun.open(state, { ...parts, painting });
    expect(run.state.step).toBe(1);
    await run.close();
  });

  it('goes on from a checkpoint that tells its painting by the pixels, as they were at first', async () => {
    const first = await advance(freshState(options), 1);
    const state = resumedState(first.checkpoint());
    await first.close();
    const { sources } = state;
    const pixels = createHash('sha256').update(parts.painting.data).digest('hex');
    state.sources = { ...sources!, painting: pixels };
    const run = await TrainingRun.open(state, parts);
    expect(run.state.sources).toEqual(sources);
    await run.close();
  });

  it('goes on from a checkpoint of before styles were compared over several pictures as it began', async () => {
    const alone = { ...options, stylePictures: 1 };
    const straight = await advance(freshState(alone), 4);
    const first = await advance(freshState(alone), 2);
    const { tensors, metadata } = readSafeTensors(first.checkpoint());
    const { remembered, ...description } = JSON.parse(metadata['pastiche']!) as Record<string, object>;
    const { stylePictures, ...began } = description['options'] as Record<string, unknown>;
    expect([remembered, stylePictures]).toEqual([0, 1]);
    const pastiche = JSON.stringify({ ...description, options: began });
    const resumed = await advance(resumedState(writeSafeTensors({ tensors, metadata: { pastiche } })), 2);
    expect(resumed.state.history).toEqual(straight.state.history);
    for (const run of [straight, first, resumed]) await run.close();
  });

  it('compares the style of several pictures: whatever one of them is, the next may make up for', async () => {
    const together = await advance(freshState(options), 2);
    const alone = await advance(freshState({ ...options, stylePictures: 1 }), 2);
    // The first picture is all of the mean, the second half of it.
    const [first, second] = [together, alone].map(({ state }) => state.history) as [
      LossRecord[],
      LossRecord[],
    ];
    expect(first[0]).toEqual(second[0]);
    expect(first[1]!.style).not.toBe(second[1]!.style);
    expect(alone.state.memory).toEqual({ grams: [], pictures: 0 });
    for (const run of [together, alone]) await run.close();
  });

  it('gives another style for another seed', async () => {
    const one = await advance(freshState(options), 1);
    const other = await advance(freshState({ ...options, seed: 2 }), 1);
    expect(other.state.history).not.toEqual(one.state.history);
    for (const run of [one, other]) await run.close();
  });

  it('writes a style that starts another training where this one stopped', async () => {
    const run = await advance(freshState(options), 2);
    const style = run.style({ title: 'Test', artist: 'Nobody', year: 1900 });
    expect(readParameters(style, specsOf(options))).toEqual(run.state.parameters);
    expect(freshState(options, style).parameters).toEqual(run.state.parameters);
    await run.close();
  });

  it('refuses to start from a style whose parameters are no numbers', () => {
    const state = freshState(options);
    Object.values(state.parameters)[0]![0] = Infinity;
    const losses = { total: 0, content: 0, style: 0, tv: 0 };
    const style = writeStyle(state.parameters, { credits: { title: 'Test' }, options, steps: 0, losses });
    expect(() => freshState(options, style)).toThrow(/are not numbers/);
  });

  it('refuses to start from a style of another network', async () => {
    const run = await advance(freshState(options), 1);
    const style = run.style({ title: 'Test' });
    expect(() => freshState({ ...options, network: 'lite 3x1' }, style)).toThrow(
      /its network is another one/,
    );
    await run.close();
  });
});

describe('a checkpoint', () => {
  it('that is cut off, foreign or of another version is refused with the reason', async () => {
    const run = await advance(freshState(options), 1);
    const bytes = run.checkpoint();
    await run.close();
    expect(() => resumedState(bytes.subarray(0, bytes.length - 10))).toThrow(CheckpointError);
    expect(() => resumedState(bytes.subarray(0, 4))).toThrow(/too short/);
    expect(() => resumedState(writeSafeTensors({ tensors: {}, metadata: {} }))).toThrow(
      /not a checkpoint of ours/,
    );
    const newer = writeSafeTensors({ tensors: {}, metadata: { pastiche: '{"format":2}' } });
    expect(() => resumedState(newer)).toThrow('of format 2, this version of Pastiche reads format 1');
  });
});

describe('photos', () => {
  it('are the same crops for the same position, in whatever order they are asked for', async () => {
    const one = await openPhotos({ folder, ...options });
    const other = await openPhotos({ folder, ...options });
    const third = await one.batch(3);
    for (const position of [0, 1, 2]) await other.batch(position);
    expect(await other.batch(3)).toEqual(third);
    expect(await other.batch(4)).not.toEqual(third);
  });

  it('are the same whether or not those that cannot be decoded are known already', async () => {
    const fresh = await openPhotos({ folder, ...options });
    const seasoned = await openPhotos({ folder, ...options });
    for (let i = 0; i < 12; i++) await seasoned.batch(i);
    expect(seasoned.unusable.size).toBe(1);
    for (let i = 12; i < 24; i++) expect(await seasoned.batch(i)).toEqual(await fresh.batch(i));
  });

  it('leave out files that are no pictures', async () => {
    const photos = await openPhotos({ folder, ...options });
    for (let i = 0; i < 12; i++) await photos.batch(i);
    expect([...photos.unusable]).toEqual([join(folder, 'broken.jpg')]);
  });

  it('say what to do when there are none', async () => {
    await expect(openPhotos({ folder: join(folder, 'nowhere'), ...options })).rejects.toThrow(
      /cannot be read/,
    );
    const empty = await mkdtemp(join(tmpdir(), 'pastiche-empty-'));
    await expect(openPhotos({ folder: empty, ...options })).rejects.toThrow(/^There are no photos/);
    await writeFile(join(empty, 'a.jpg'), 'no');
    const photos = await openPhotos({ folder: empty, ...options });
    await expect(photos.batch(0)).rejects.toThrow(/^None of the photos/);
    removeFolder(empty);
  });

  it('that are turned by EXIF come out upright', async () => {
    const rgb = new Uint8Array(3 * 40 * 20).fill(200);
    const turned = await sharp(rgb, { raw: { width: 40, height: 20, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const file = join(folder, 'turned.bin');
    await writeFile(file, turned);
    expect(await readPixels(file)).toMatchObject({ width: 20, height: 40 });
  });
});

describe('the loss network', () => {
  it('that is missing or something else is refused with what to do', async () => {
    await expect(openLossNetwork('')).rejects.toThrow('--loss-network FILE');
    await expect(openLossNetwork(join(folder, 'none'))).rejects.toThrow(/cannot be read/);
    await expect(openLossNetwork(join(folder, 'broken.jpg'))).rejects.toThrow(/is not the loss network/);
    const wrong = join(folder, 'wrong.safetensors');
    await writeFile(wrong, writeSafeTensors({ tensors: {}, metadata: {} }));
    await expect(openLossNetwork(wrong)).rejects.toThrow('it has no tensor block1_conv1/kernel');
  });
});

describe('safetensors', () => {
  it('come back as they were written', async () => {
    const data = Float32Array.of(1, -2, 3.5, 0, 1e-9, 6);
    const written = writeSafeTensors({ tensors: { a: { shape: [2, 3], data } }, metadata: { x: 'ü' } });
    const file = join(folder, 'round.safetensors');
    await writeFile(file, written);
    for (const bytes of [written, await readFile(file)]) {
      expect(readSafeTensors(bytes)).toEqual({
        tensors: { a: { shape: [2, 3], data } },
        metadata: { x: 'ü' },
      });
    }
  });
});

describe('Adam', () => {
  it('takes the steps that its algorithm prescribes', () => {
    const parameters = { p: Float32Array.of(1) };
    const state = adamState(parameters);
    // The first step is the rate, whatever the gradient's size; worked by hand for the second.
    adamStep(parameters, { p: Float32Array.of(5) }, state, 0.1);
    expect(parameters.p[0]).toBeCloseTo(0.9, 6);
    adamStep(parameters, { p: Float32Array.of(-5) }, state, 0.1);
    const [m, v] = [(0.9 * 0.5 - 0.5) / (1 - 0.81), 25];
    expect(parameters.p[0]).toBeCloseTo(0.9 - (0.1 * m) / Math.sqrt(v), 5);
  });

  it('has a rate that rises, then falls to a twentieth', () => {
    const rates = Array.from({ length: 1000 }, (_, step) => learningRate(step, 1000, 1));
    expect(Math.max(...rates)).toBeCloseTo(1);
    expect(rates[0]).toBeLessThan(0.05);
    expect(rates[999]).toBeCloseTo(0.05, 3);
  });
});
