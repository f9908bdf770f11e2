/** `npm run bench -- --beside`: what the live view keeps of its rate while a clip is recorded or a style trained. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requests } from '../../src-main/studio/contract.ts';
import { MAX_PIECE_BYTES } from '../../src-main/studio/contract/uploads.ts';
import { FEWEST_PHOTOS } from '../../src-main/studio/contract/trainings.ts';
import { askPage as ask } from '../lib/askPage.ts';
import type { BareBrowser } from '../lib/bareBrowser.ts';
import { fail } from '../lib/cli.ts';
import {
  type LiveApp,
  type LiveOptions,
  openLive,
  pause,
  pressKey,
  type Resolution,
  sizeOf,
} from '../lib/live.ts';
import { noisePicture, writeRandomLossNetwork } from '../lib/trainingCost.ts';
import type { Print } from './painting.ts';

/** Time for the machine, and for a free size, to settle. */
const SETTLE_MS = 8000;
const PATIENCE_MS = 120_000;

interface Reading {
  readonly fps: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Each is compared with the mean of what came before and after. The training is measured at a free size alone: a
 * view held at a size that takes the whole machine leaves a process of low priority next to nothing.
 */
export async function benchBeside(options: LiveOptions, resolution: Resolution, print: Print): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-bench-'));
  const lossNetwork = join(folder, 'loss-network');
  await writeRandomLossNetwork(lossNetwork);
  const app = await openLive(options, { resolution }, { PASTICHE_LOSS_NETWORK: lossNetwork });
  const beside = async (what: string, begin: () => Promise<() => Promise<unknown>>): Promise<void> => {
    const before = await rate(app, options.seconds);
    const end = await begin();
    const reading = await rate(app, options.seconds);
    await end();
    const after = await rate(app, options.seconds);
    const usual = (before.fps + after.fps) / 2;
    const { fps, width, height } = reading;
    print(
      `live ${what}  ${width}x${height}  ${fps.toFixed(1)} fps, ${((100 * fps) / usual).toFixed(0)} % of ${usual.toFixed(1)} alone at ${before.width}x${before.height}`,
      { bench: 'beside', what, ...reading, alone: usual, kept: fps / usual },
    );
  };
  try {
    await beside('while recording', async () => {
      await record(app.page, 'recording');
      return () => record(app.page, 'idle');
    });
    if (resolution !== 'auto') return;
    await beside('while training ', async () => {
      const id = await train(app.page);
      const [begun, first] = [performance.now(), await stepOf(app.page, id)];
      return async () => {
        const perStep = (performance.now() - begun) / ((await stepOf(app.page, id)) - first);
        await ask(app.page, 'trainings.remove', { id });
        print(`training beside the live view  ${perStep.toFixed(0)} ms a step`, {
          bench: 'beside',
          what: 'a training step',
          perStep,
        });
      };
    });
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rate({ page, read }: LiveApp, seconds: number): Promise<Reading> {
  await pause(SETTLE_MS);
  const [from, before] = [performance.now(), await read()];
  await pause(seconds * 1000);
  const after = await read();
  const fps = ((after.painted - before.painted) * 1000) / (performance.now() - from);
  return { fps, ...(await sizeOf(page)) };
}

/** Starts or ends a recording with its key. */
async function record(page: BareBrowser, wanted: 'recording' | 'idle'): Promise<void> {
  await pressKey(page, 'r');
  await until(`the recorder is ${wanted}`, async () => {
    return (await page.evaluate('window.__pastiche.stats.recorder.status')) === wanted;
  });
}

/** Starts a training with the usual settings, and waits until it is under way. Gives its id. */
async function train(page: BareBrowser): Promise<string> {
  const { id } = await ask(page, 'trainings.draft', {});
  const hand = async (width: number, height: number): Promise<string> =>
    upload(page, await noisePicture(width, height).jpeg({ quality: 60 }).toBuffer());
  await ask(page, 'trainings.painting', { id, upload: await hand(704, 560) });
  for (let photo = 0; photo < FEWEST_PHOTOS; photo++) {
    await ask(page, 'trainings.photo', { id, upload: await hand(512, 384), from: 'photos' });
  }
  const plan = requests['trainings.start'].args.shape.plan.parse({ title: 'Noise', preset: 'quick' });
  await ask(page, 'trainings.start', { id, plan });
  await until('a training is under way', async () => {
    return (await stepOf(page, id)) > 2;
  });
  return id;
}

async function stepOf(page: BareBrowser, id: string): Promise<number> {
  const training = (await ask(page, 'trainings.list', {})).find((one) => one.id === id);
  if (training?.status === 'failed') fail(`the training failed: ${training.message ?? ''}`);
  return training?.step ?? 0;
}

async function upload(page: BareBrowser, bytes: Buffer): Promise<string> {
  const { upload } = await ask(page, 'uploads.open', { bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += MAX_PIECE_BYTES) {
    const data = bytes.subarray(offset, offset + MAX_PIECE_BYTES).toString('base64');
    await ask(page, 'uploads.append', { upload, offset, data });
  }
  return upload;
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (const start = performance.now(); !(await done()); await pause(200)) {
    if (performance.now() - start > PATIENCE_MS) fail(`waited for two minutes until ${what}`);
  }
}
