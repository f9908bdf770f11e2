/** What a new training is made of stays with it: what the person decided, and what their camera has shown. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { Training, TrainingPlan } from '../bridge/contract.ts';
import type { PictureSource } from '../camera/source.ts';
import { DraftChoices, yearSoFar } from './draftChoices.svelte.ts';
import { DraftPictures } from './draft.svelte.ts';
import type { FRAME_SIZE } from './pictures.ts';

vi.mock('./pictures.ts', async (original) => ({
  ...(await original<object>()),
  toJpeg: () => Promise.resolve(new Blob(['x'])),
}));

const plan: TrainingPlan = {
  ...{ title: 'Wave', artist: 'Hokusai', year: 1831, preset: 'fine', styleWeight: 20, brush: 512 },
  ...{ colours: 'own', crop: { x: 0, y: 0, width: 0.5, height: 0.5 } },
};
const draft: Training = {
  ...{ id: 'a', status: 'draft', createdAt: 0, plan: null, photos: 0, frames: 0 },
  ...{ step: 0, steps: 0, previews: [] },
};

let asked: string[];
/** What the camera shows: where there is a bright bar, and how exposed it is. */
let scene: { bar: number; exposure: number };
/** Whether the camera is away, and whether the main side refuses paintings; what has been told. */
let [silent, refuses] = [false, false];
let failures: string[];
let pictures: DraftPictures;

beforeEach(async () => {
  vi.useFakeTimers();
  asked = [];
  failures = [];
  [silent, refuses] = [false, false];
  scene = { bar: 0, exposure: 0 };
  const request = (name: string): Promise<unknown> => {
    asked.push(name);
    if (name === 'trainings.showPainting') return Promise.resolve({ ok: true, value: { picture: 'AAAA', mark: 'm2' } }); // prettier-ignore
    if (name === 'trainings.photo' || name === 'trainings.clearPhotos') return Promise.resolve({ ok: true, value: draft }); // prettier-ignore
    if (name === 'trainings.painting' && refuses) return Promise.resolve({ ok: false, code: 'bad-input', message: 'no picture' }); // prettier-ignore
    return Promise.resolve({ ok: true, value: { upload: 'u', received: 1, mark: 'm1', picture: 'AAAA' } });
  };
  const shown = new Map<string, Uint8Array>();
  const peek = ({ width, height }: typeof FRAME_SIZE): Promise<unknown> => {
    if (silent) return Promise.reject(new Error('The camera was closed.'));
    const { bar, exposure } = scene;
    const key = `${bar} ${exposure}`;
    const line = Array.from({ length: width }, (_, x) => (Math.floor((8 * x) / width) === bar ? 210 : 80));
    const row = line.flatMap((level) => [level + exposure, level + exposure, level + exposure, 255]);
    const pixels = shown.get(key) ?? new Uint8Array(Array.from({ length: height }, () => row).flat());
    shown.set(key, pixels);
    return Promise.resolve({ width, height, pixels });
  };
  const camera = { peek } as unknown as PictureSource;
  const bridge = { request } as unknown as Bridge;
  pictures = new DraftPictures({
    ...{ bridge, camera: () => camera, begun: () => failures.splice(0) },
    failed: (message) => failures.push(message),
  });
  await pictures.take(draft);
});
afterEach(() => {
  vi.useRealTimers();
  expect(failures).toEqual([]);
});

/** Presses "my camera"; gives how many frames were kept in the minute. */
async function film(): Promise<number> {
  const before = asked.filter((name) => name === 'trainings.photo').length;
  const minute = pictures.addFrames();
  await vi.advanceTimersByTimeAsync(62_000);
  await minute;
  return asked.filter((name) => name === 'trainings.photo').length - before;
}

describe('the camera’s frames', () => {
  it('are of new things only, also where it is filmed once more and the exposure has changed', async () => {
    expect(await film()).toBe(1);
    expect(await film()).toBe(0);
    scene.exposure = 40;
    expect(await film()).toBe(0);
    scene.bar = 5;
    expect(await film()).toBe(1);
  });

  it('are taken anew once they were taken out', async () => {
    await film();
    await pictures.clear();
    expect(await film()).toBe(1);
  });

  it('go on where the camera is away for a moment', async () => {
    const minute = pictures.addFrames();
    await vi.advanceTimersByTimeAsync(2000);
    silent = true;
    scene.bar = 5;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pictures.work?.kind).toBe('camera');
    silent = false;
    await vi.advanceTimersByTimeAsync(50_000);
    await minute;
    expect(asked.filter((name) => name === 'trainings.photo')).toHaveLength(2);
  });
});

it('photos that the browser cannot read go to the main side where that one may: TIFF', async () => {
  await pictures.addPhotos(['a.tif', 'b.jpg', 'c.TIFF'].map((name) => new File(['x'], name)));
  expect(asked.filter((name) => name === 'trainings.photo')).toHaveLength(2);
  expect(pictures.passed).toBe(1);
});

describe('what the person decides', () => {
  it('comes from the training that is done again, and ends with the draft', async () => {
    await pictures.take({ ...draft, id: 'b', plan });
    expect(pictures.choices.plan).toEqual(plan);
    pictures.choices.brush = 300;
    await pictures.take({ ...draft, id: 'b', plan });
    expect(pictures.choices.brush).toBe(300);
    pictures.forget();
    expect(pictures.choices.plan).toEqual(new DraftChoices().plan);
  });

  it('stays where the main side has lost the draft, with its pictures sent again', async () => {
    await pictures.choosePainting(new File(['x'], 'x.png'));
    Object.assign(pictures.choices, { title: 'Mine', named: true, crop: plan.crop });
    await pictures.restore({ ...draft, id: 'c' });
    expect(pictures.choices.plan).toMatchObject({ title: 'Mine', crop: plan.crop });
  });

  it('that was typed before the draft came stays, too', async () => {
    pictures.forget();
    pictures.choices.title = 'Mine';
    await pictures.take({ ...draft, id: 'd' });
    expect(pictures.choices.title).toBe('Mine');
  });

  it('is named after the painting’s file until the person names it', () => {
    const choices = new DraftChoices();
    choices.suggestTitle('starry_night-1889.jpg');
    expect(choices.title).toBe('Starry night 1889');
    Object.assign(choices, { title: 'Mine', named: true });
    choices.suggestTitle('wave.png');
    expect(choices.title).toBe('Mine');
  });

  it('has no more letters of a file’s name than a title may have', () => {
    const choices = new DraftChoices();
    choices.suggestTitle(`${'x'.repeat(118)}_ ${'y'.repeat(60)}.png`);
    expect(choices.title).toBe(`X${'x'.repeat(117)}`);
  });

  it('is trimmed, without a painter or year where there is none', () => {
    const choices = Object.assign(new DraftChoices(), { title: ' A ', artist: ' ', year: 'soon' });
    expect(choices.plan).toMatchObject({ title: 'A', preset: 'quick' });
    expect(choices.plan).not.toHaveProperty('artist');
    expect(choices.plan).not.toHaveProperty('year');
    choices.year = ' -50 ';
    expect(choices.plan.year).toBe(-50);
    for (const [year, taken] of [
      ['9999', true],
      ['12345', false],
      ['-12000', true],
    ] as const) {
      choices.year = year;
      expect(yearSoFar.test(year)).toBe(taken);
      expect(choices.plan.year).toBe(taken ? Number(year) : undefined);
    }
    for (const none of ['', ' ', '-']) {
      choices.year = none;
      expect(yearSoFar.test(none), 'nothing is said of a year that is not there yet').toBe(true);
      expect(choices.plan).not.toHaveProperty('year');
    }
  });

  it('of the part stays with the painting where another file is refused, which the next one forgets', async () => {
    await pictures.choosePainting(new File(['x'], 'x.png'));
    pictures.choices.crop = plan.crop;
    refuses = true;
    await pictures.choosePainting(new File(['x'], 'y.pdf'));
    expect(failures).toEqual(['no picture']);
    expect(pictures.choices.crop).toEqual(plan.crop);
    refuses = false;
    await pictures.choosePainting(new File(['x'], 'z.png'));
    expect(failures).toEqual([]);
    expect(pictures.choices.crop.width).toBe(1);
  });

  it('of the part is forgotten with the painting that it is a part of', async () => {
    await pictures.choosePainting(new File(['x'], 'x.png'));
    pictures.choices.crop = plan.crop;
    pictures.changed({ ...draft, painting: 'm2' });
    await vi.advanceTimersByTimeAsync(0);
    expect(pictures.replaced).toBe(1);
    expect(pictures.choices.crop.width).toBe(1);
    pictures.choices.crop = plan.crop;
    await pictures.choosePainting(new File(['x'], 'y.png'));
    expect(pictures.choices.crop.width).toBe(1);
  });
});
