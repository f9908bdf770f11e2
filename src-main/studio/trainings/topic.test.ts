/** Trainings through the contract, with the real trainer in its own process on pictures of 96 pixels. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tinyOptions } from '../../train/testing/trainingFolder.ts';
import type { Args, RequestName, Result } from '../contract.ts';
import type { Training, TrainingPlan } from '../contract/trainings.ts';
import { TrainingStudio } from './testing/trainingStudio.ts';

const plan: TrainingPlan = {
  title: 'Blue Café',
  preset: 'quick',
  styleWeight: 8,
  brush: 256,
  colours: 'painting',
  crop: { x: 0, y: 0, width: 1, height: 1 },
};

let studio: TrainingStudio;
let steps: number;

const open = (): Promise<void> =>
  studio.open({ PASTICHE_TRAINING: JSON.stringify({ ...tinyOptions, steps }) });
const ask = <N extends RequestName>(name: N, args: Args<N>): Promise<Result<N>> => studio.ask(name, args);
const picture = (colour: string): Promise<string> => studio.picture(colour);
const notices = (): string[] => studio.heard<{ message: string }>('notice').map(({ message }) => message);

/** A draft with a painting, a face and enough photos. */
async function draft(): Promise<string> {
  const { id } = await ask('trainings.draft', {});
  await ask('trainings.painting', { id, upload: await picture('#235') });
  await ask('trainings.face', { id, upload: await picture('#a86') });
  for (let i = 0; i < 8; i++) {
    const from = i < 6 ? 'photos' : 'camera';
    await ask('trainings.photo', { id, upload: await picture('#777'), from });
  }
  return id;
}

/** A training of so many steps, on its way; the trainer is told of them when the studio opens. */
async function started(wanted: number): Promise<string> {
  steps = wanted;
  await open();
  const id = await draft();
  await ask('trainings.start', { id, plan });
  return id;
}

async function training(id: string): Promise<Training> {
  const found = (await ask('trainings.list', {})).find((one) => one.id === id);
  if (!found) throw new Error(`there is no training ${id}`);
  return found;
}

async function reaches(id: string, status: Training['status']): Promise<Training> {
  await vi.waitFor(async () => expect((await training(id)).status).toBe(status), { timeout: 50_000 });
  return training(id);
}

const stepsPass = (id: string): Promise<void> =>
  vi.waitFor(async () => expect((await training(id)).step).toBeGreaterThan(2), { timeout: 50_000 });

beforeEach(async () => {
  studio = await TrainingStudio.create();
  steps = 12;
  await open();
});
afterEach(() => studio.remove());

// Several starts of the trainer on a machine that may be busy.
describe('a training', { timeout: 180_000 }, () => {
  it('becomes a style in the gallery, with losses and previews on the way', async () => {
    const id = await draft();
    expect(await training(id)).toMatchObject({ status: 'draft', photos: 8, frames: 2 });
    await ask('trainings.start', { id, plan });
    const done = await reaches(id, 'finished');
    expect(done).toMatchObject({ step: 12, steps: 12, styleId: 'blue-cafe', device: 'cpu' });
    const { styles } = await ask('styles.list', {});
    expect(styles).toEqual([
      expect.objectContaining({ id: 'blue-cafe', title: 'Blue Café', shipped: false }),
    ]);
    const losses = await ask('trainings.losses', { id, points: 100 });
    expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(done.previews).toContain(12);
    for (const step of [-1, 12]) {
      const { picture: jpeg } = await ask('trainings.preview', { id, step });
      const { width, height } = await sharp(Buffer.from(jpeg, 'base64')).metadata();
      expect([width, height]).toEqual([96, 80]);
    }
  });

  it('is gone on with from its style’s own file, with its pictures, or without where they are gone', async () => {
    const id = await started(4);
    const { styleId = '' } = await reaches(id, 'finished');
    const again = await ask('trainings.fromStyle', { styleId, how: 'again' });
    expect(again).toMatchObject({ status: 'draft', plan, photos: 8 });
    expect(again.continues).toBeUndefined();
    await ask('library.rename', { styleId, title: 'Blue Bar' });
    const further = await ask('trainings.fromStyle', { styleId, how: 'further', replacing: again.id });
    expect(further).toMatchObject({ status: 'draft', plan: { ...plan, title: 'Blue Bar' } });
    expect(further).toMatchObject({ photos: 8, frames: 2, continues: 'Blue Bar' });
    await ask('trainings.start', { id: further.id, plan: { ...plan, title: 'Bluer' } });
    const done = await reaches(further.id, 'finished');
    expect(done).toMatchObject({ startedFrom: 'Blue Bar', styleId: 'bluer', step: 4 });

    await ask('trainings.remove', { id });
    const bare = await ask('trainings.fromStyle', { styleId, how: 'further' });
    expect(bare).toMatchObject({
      photos: 0,
      continues: 'Blue Bar',
      plan: { title: 'Blue Bar', preset: 'quick' },
    });
    await expect(ask('trainings.showPainting', { id: bare.id })).rejects.toMatchObject({ code: 'not-now' });
  });

  it('is not taken for that of another style, which got the id of its own when that was deleted', async () => {
    const id = await started(4);
    const { styleId = '' } = await reaches(id, 'finished');
    const own = join(studio.folder, 'data', 'styles', `${styleId}.onnx`);
    await writeFile(own, (await readFile(own, 'latin1')).replaceAll('Blue', 'Grey'), 'latin1');
    await open();
    const further = await ask('trainings.fromStyle', { styleId, how: 'further' });
    expect(further).toMatchObject({ continues: 'Grey Café', photos: 0, plan: { title: 'Grey Café' } });
  });

  it('pauses, outlives the app, and goes on where it was', async () => {
    const id = await started(3000);
    await stepsPass(id);
    await ask('trainings.pause', { id });
    const { step } = await reaches(id, 'paused');
    await open();
    expect(await training(id)).toMatchObject({ status: 'paused', step });
    await ask('trainings.resume', { id });
    await vi.waitFor(async () => expect((await training(id)).step).toBeGreaterThan(step), {
      timeout: 50_000,
    });
    await ask('trainings.finish', { id });
    const done = await reaches(id, 'finished');
    expect(done.step).toBeLessThan(3000);
    expect(done.styleId).toBe('blue-cafe');
  });

  it('whose app is closed is interrupted with a checkpoint, and says so at the next start', async () => {
    const id = await started(3000);
    await stepsPass(id);
    await open();
    const { step } = await reaches(id, 'interrupted');
    expect(step).toBeGreaterThan(2);
    await ask('trainings.remove', { id });
    expect(await readdir(join(studio.folder, 'data', 'trainings'))).toEqual([]);
  });

  it('whose process is killed can go on; the losses taken twice are told once', async () => {
    const id = await started(3000);
    await stepsPass(id);
    process.kill(studio.children[0]!.pid!, 'SIGKILL');
    await reaches(id, 'interrupted');
    await vi.waitFor(() => expect(notices()).toEqual([expect.stringContaining('stopped unexpectedly')]));
    await ask('trainings.resume', { id });
    await reaches(id, 'running');
    await stepsPass(id);
    const taken = (await ask('trainings.losses', { id, points: 2000 })).map(({ step }) => step);
    expect(taken).toEqual(Array.from(taken, (_, i) => i + 1));
  });

  it('waits while another runs; two that are started at once are two', async () => {
    steps = 3000;
    await open();
    const first = await draft();
    const [one, again] = await Promise.allSettled([
      ask('trainings.start', { id: first, plan }),
      ask('trainings.start', { id: first, plan }),
    ]);
    expect(one.status).toBe('fulfilled');
    expect(again).toMatchObject({ status: 'rejected', reason: { code: 'not-now' } });
    const { id: second } = await ask('trainings.again', { id: first });
    await ask('trainings.start', { id: second, plan: { ...plan, title: 'Another' } });
    expect((await training(second)).status).toBe('waiting');
    expect(studio.children).toHaveLength(1);
    await stepsPass(first);
    await ask('trainings.pause', { id: first });
    await reaches(first, 'paused');
    await reaches(second, 'running');
    await ask('trainings.resume', { id: first });
    expect((await training(first)).status).toBe('waiting');
    await ask('trainings.remove', { id: second });
    await reaches(first, 'running');
  });

  it.each([
    ['without a painting', async () => (await ask('trainings.draft', {})).id, /There are 0 photos/],
    [
      'with few photos',
      async () => {
        const id = await draft();
        await ask('trainings.clearPhotos', { id });
        return id;
      },
      /at least 8/,
    ],
  ])('does not start %s, and says what is missing', async (_what, prepare, why) => {
    const id = await prepare();
    await expect(ask('trainings.start', { id, plan })).rejects.toThrow(why);
    expect(await training(id)).toMatchObject({ status: 'draft' });
  });

  it('is one draft on all pages: each hears of its pictures, and begins with the painting that it shows', async () => {
    const { id } = await ask('trainings.draft', {});
    const first = await ask('trainings.painting', { id, upload: await picture('#235') });
    expect(await training(id)).toMatchObject({ painting: first.mark });
    for (let i = 0; i < 8; i++) await ask('trainings.photo', { id, upload: await picture('#777'), from: 'photos' }); // prettier-ignore
    expect(studio.heard<Training>('trainings.changed').at(-1)).toMatchObject({ id, photos: 8 });
    const second = await ask('trainings.painting', { id, upload: await picture('#c52') });
    expect(studio.heard<Training>('trainings.changed').at(-1)).toMatchObject({ id, painting: second.mark });
    expect(await ask('trainings.showPainting', { id })).toEqual(second);
    const { mark: seen = '' } = first;
    const start = ask('trainings.start', { id, plan, painting: seen });
    await expect(start).rejects.toMatchObject({ code: 'not-now', message: expect.stringContaining('another painting') as string }); // prettier-ignore
    expect((await training(id)).status).toBe('draft');
    await ask('trainings.start', { id, plan, painting: second.mark });
    await reaches(id, 'finished');
    // Its copy is marked too.
    const again = await ask('trainings.again', { id });
    expect((await ask('trainings.showPainting', { id: again.id })).mark).toBe(again.painting);
  });

  it('makes way for a new draft with the person’s leave only, whichever window asks', async () => {
    const id = await draft();
    await ask('trainings.start', { id, plan });
    // One without pictures is nobody's loss.
    const { id: empty } = await ask('trainings.draft', {});
    const { id: there } = await ask('trainings.again', { id });
    expect(studio.heard('trainings.removed')).toEqual([{ id: empty }]);
    for (const replacing of [undefined, empty, id]) {
      await expect(ask('trainings.again', { id, replacing })).rejects.toMatchObject({ code: 'wants-leave' });
    }
    expect(await training(there)).toMatchObject({ status: 'draft', photos: 8 });
    const { id: next } = await ask('trainings.again', { id, replacing: there });
    // A painting alone is something, too.
    await ask('trainings.clearPhotos', { id: next });
    await reaches(id, 'finished');
    const style = { styleId: 'blue-cafe', how: 'again' } as const;
    await expect(ask('trainings.fromStyle', style)).rejects.toMatchObject({ code: 'wants-leave' });
    await ask('trainings.fromStyle', { ...style, replacing: next });
    expect(studio.heard('trainings.removed')).toEqual([empty, there, next].map((gone) => ({ id: gone })));
  });

  it('that has begun takes no more pictures', async () => {
    const id = await draft();
    await ask('trainings.start', { id, plan });
    const late = await picture('#777');
    await expect(ask('trainings.photo', { id, upload: late, from: 'photos' })).rejects.toMatchObject({
      code: 'not-now',
    });
    await reaches(id, 'finished');
  });

  it('of another version is listed, left as it is, and deleted when it is asked for', async () => {
    const broken = join(studio.folder, 'data', 'trainings', 'broken');
    await mkdir(broken, { recursive: true });
    const written = JSON.stringify({ format: 9, status: 'running', plan, options: { everything: 'new' } });
    await writeFile(join(broken, 'training.json'), written);
    await open();
    const id = 'broken';
    expect(await ask('trainings.list', {})).toEqual([
      expect.objectContaining({ id, status: 'failed', plan, message: expect.stringMatching(/another version.*Update/) as string }), // prettier-ignore
    ]);
    await expect(ask('trainings.resume', { id })).rejects.toThrow('another version');
    await expect(ask('trainings.finish', { id })).rejects.toMatchObject({ code: 'not-now' });
    expect(await ask('trainings.again', { id })).toMatchObject({ status: 'draft', plan });
    expect(await readFile(join(broken, 'training.json'), 'utf8')).toBe(written);
    await ask('trainings.remove', { id });
    await expect(readdir(broken)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
