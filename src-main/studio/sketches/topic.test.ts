/** Sketches and stills through the contract, with the real process on pictures of 96 pixels. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Args, RequestName, Result } from '../contract.ts';
import type { SketchState } from '../contract/sketches.ts';
import { TrainingStudio } from '../trainings/testing/trainingStudio.ts';
import { fittingEdge } from './size.ts';
import { SketchTopic, type SketchTopicOptions } from './topic.ts';

const look = { styleWeight: 12, brush: 400, colours: 'painting' } as const;
const whole = { x: 0, y: 0, width: 1, height: 1 };

let studio: TrainingStudio;

beforeEach(async () => {
  studio = await TrainingStudio.create();
  await studio.open({ PASTICHE_SKETCH: JSON.stringify({ edge: 64, iterations: 4, showMs: 0 }) });
});
afterEach(() => studio.remove());

const ask = <N extends RequestName>(name: N, args: Args<N>): Promise<Result<N>> => studio.ask(name, args);
const upload = (colour: string): Promise<string> => studio.picture(colour);
const states = (which: 'sketch' | 'still'): SketchState[] => studio.heard(`${which}.changed`);

async function reaches(which: 'sketch' | 'still', status: SketchState['status']): Promise<SketchState> {
  await vi.waitFor(() => expect(states(which).at(-1)?.status).toBe(status), { timeout: 50_000 });
  return states(which).at(-1)!;
}

async function draft(): Promise<string> {
  const { id } = await ask('trainings.draft', {});
  await ask('trainings.painting', { id, upload: await upload('#235') });
  return id;
}

const still = async (title = 'Blue Café'): Promise<SketchState> =>
  ask('still.start', {
    ...{ photo: await upload('#a86'), painting: { upload: await upload('#235') } },
    ...{ edge: 512, title, ...look },
  });

describe('the sketch of a draft', { timeout: 120_000 }, () => {
  it('shows the picture as it comes, and ends', async () => {
    const id = await draft();
    const { run } = await ask('sketch.start', { id, photo: await upload('#a86'), crop: whole, ...look });
    const done = await reaches('sketch', 'done');
    expect(done).toMatchObject({ run, iteration: 4, iterations: 4, secondsLeft: 0, device: 'cpu' });
    const painted = states('sketch').filter(({ status }) => status === 'painting');
    expect(painted.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4]);
    expect(painted[3]!.loss).toBeLessThan(painted[0]!.loss!);
    const { width, format } = await sharp(Buffer.from(painted[0]!.picture!.data, 'base64')).metadata();
    expect([width, format]).toEqual([64, 'jpeg']);
  });

  it('begins anew when a knob is turned, with the photo it has; the one before is heard of no more', async () => {
    const id = await draft();
    const first = await ask('sketch.start', { id, photo: await upload('#a86'), crop: whole, ...look });
    const second = await ask('sketch.start', { id, crop: whole, ...look, styleWeight: 20 });
    expect(second.run).toBeGreaterThan(first.run);
    await reaches('sketch', 'done');
    const runs = states('sketch')
      .filter(({ status }) => status === 'painting')
      .map(({ run }) => run);
    expect(new Set(runs)).toEqual(new Set([second.run]));
    expect(studio.children).toHaveLength(2);
  });

  it('is of the first photo where the person shows none, and is refused where there is nothing', async () => {
    const { id } = await ask('trainings.draft', {});
    const start = (): Promise<SketchState> => ask('sketch.start', { id, crop: whole, ...look });
    await expect(start()).rejects.toThrow(/no photo to sketch/);
    await ask('trainings.photo', { id, upload: await upload('#777'), from: 'photos' });
    await expect(start()).rejects.toThrow(/no painting to sketch towards/);
    await ask('trainings.painting', { id, upload: await upload('#235') });
    await start();
    await reaches('sketch', 'done');
  });

  it('ends when it is cancelled, and when training starts', async () => {
    const id = await draft();
    await ask('sketch.start', { id, photo: await upload('#a86'), crop: whole, ...look });
    expect((await ask('sketch.cancel', {})).status).toBe('idle');
    await vi.waitFor(async () => expect(await lent(), 'what was lent is given back').toEqual([]));
    await ask('sketch.start', { id, photo: await upload('#a86'), crop: whole, ...look });
    const plan = { title: 'X', preset: 'quick' } as const;
    await expect(ask('trainings.start', { id, plan })).rejects.toThrow(/0 photos/);
    expect(states('sketch').at(-1)?.status, 'a training that does not start ends nothing').not.toBe('idle');
    for (let i = 0; i < 8; i++) await ask('trainings.photo', { id, upload: await upload('#777'), from: 'photos' }); // prettier-ignore
    expect(states('sketch').at(-1)?.status).not.toBe('idle');
    await ask('trainings.start', { id, plan });
    expect(states('sketch').at(-1)?.status).toBe('idle');
    await ask('trainings.remove', { id });
  });

  it('whose process dies is begun anew once', async () => {
    const id = await draft();
    await ask('sketch.start', { id, photo: await upload('#a86'), crop: whole, ...look });
    process.kill(studio.children[0]!.pid!, 'SIGKILL');
    await vi.waitFor(() => expect(studio.children).toHaveLength(2), { timeout: 20_000 });
    await reaches('sketch', 'done');
  });
});

/** The person's pictures that are in hand. */
async function lent(): Promise<string[]> {
  const folder = join(studio.folder, 'data', 'sketches', String(process.pid));
  return (await readdir(folder)).sort();
}

describe('a still', { timeout: 120_000 }, () => {
  it('is painted, and saved under names that are free', async () => {
    await still();
    const { picture } = await reaches('still', 'done');
    expect(picture?.type).toBe('png');
    expect(studio.work).toMatchObject({ training: false, still: true });
    await ask('still.save', {});
    expect(studio.work?.still).toBe(false);
    expect(states('still').at(-1)).toMatchObject({ status: 'done', saved: true });
    await ask('still.save', {});
    const files = (await readdir(join(studio.folder, 'data', 'recordings'))).filter((name) =>
      name.endsWith('.png'),
    );
    expect(files).toHaveLength(2);
    expect(files.every((name) => name.includes('Blue Café'))).toBe(true);
    const { recordings } = await ask('recordings.list', {});
    expect(recordings[0]).toMatchObject({ type: 'png', style: 'Blue Café', width: 64 });
    expect(await ask('still.state', {})).toMatchObject({ status: 'done', picture: { type: 'png' } });
  });

  it('is not there to be saved before it is finished, nor after it is thrown away', async () => {
    await still();
    expect(studio.work).toMatchObject({ training: true, still: true });
    await expect(ask('still.save', {})).rejects.toMatchObject({ code: 'not-now' });
    await ask('still.cancel', {});
    await vi.waitFor(async () => expect(await lent()).toEqual([]));
    await expect(ask('still.save', {})).rejects.toMatchObject({ code: 'not-now' });
    expect((await ask('still.state', {})).status).toBe('idle');
    expect(studio.work).toMatchObject({ training: false, still: false });
  });

  it('of something that is no picture is refused', async () => {
    const { upload: id } = await ask('uploads.open', { bytes: 4 });
    await ask('uploads.append', { upload: id, offset: 0, data: 'bm8hIQ==' });
    const args = { photo: id, painting: { upload: await upload('#235') }, edge: 512, title: '', ...look } as const; // prettier-ignore
    await expect(ask('still.start', args)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('of a photo that is smaller than the memory has room for says nothing of that', async () => {
    vi.spyOn(os, 'totalmem').mockReturnValue(2e9);
    syncBuiltinESMExports();
    onTestFinished(syncBuiltinESMExports);
    onTestFinished(() => void vi.restoreAllMocks());
    await still();
    await ask('still.cancel', {});
    expect(studio.heard('notice')).toEqual([]);
  });
});

it('pictures that a crash left are deleted at the next start; those of a Pastiche that runs are left', async () => {
  const shared = join(studio.folder, 'data', 'sketches');
  // Our parent is a process that runs, and is not us.
  const theirs = join(shared, String(process.ppid));
  for (const left of [theirs, join(shared, String(process.pid))]) {
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'still-photo'), 'x');
  }
  await writeFile(join(shared, 'sketch-photo.jpg'), 'x');
  const options: Partial<SketchTopicOptions> = { dataFolder: join(studio.folder, 'data') };
  const topic = new SketchTopic(options as SketchTopicOptions);
  await topic.close();
  expect(await readdir(shared)).toEqual([String(process.ppid)]);
  expect(await readdir(theirs)).toEqual(['still-photo']);
});

it('a still is as large as the memory has room for', () => {
  const photo = { width: 2048, height: 1365 };
  expect(fittingEdge(1024, photo, 32e9)).toBe(1024);
  expect(fittingEdge(1024, photo, 4e9)).toBeLessThan(800);
  expect(fittingEdge(1024, { width: 1000, height: 1000 }, 4e9)).toBeLessThan(fittingEdge(1024, photo, 4e9));
  expect(fittingEdge(1024, photo, 0)).toBe(256);
});
