/** A sketch in its process: what it says, and what it does when a device fails. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError, type Device } from '../runtime/types.ts';
import { PACKED } from './packed.ts';
import { FromSketch, type SketchJob } from './sketchProtocol.ts';
import { SketchSession } from './sketchSession.ts';
import { oddDevice, type Results } from './testing/oddDevice.ts';
import { tinyLossNetwork } from './testing/tinyLossNetwork.ts';
import { fillTrainingFolder } from './testing/trainingFolder.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
let job: SketchJob;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-sketching-'));
  const files = await fillTrainingFolder(folder);
  job = {
    ...{ photo: files.face, painting: files.painting, lossNetwork: 'none', devices: ['cpu'], threads: 1 },
    ...{ edge: 64, iterations: 5, styleWeight: 12, brush: 640, colours: 'painting', showMs: 0 },
  };
});
afterEach(() => removeFolder(folder));

async function run(
  change: Partial<SketchJob>,
  openDevice: (id: string) => Promise<Device> = () => Promise.resolve(cpu),
  hear: (message: FromSketch, session: SketchSession) => void = () => undefined,
): Promise<FromSketch[]> {
  const said: FromSketch[] = [];
  const means = { openDevice, openLossNetwork: () => Promise.resolve(tinyLossNetwork()) };
  const session: SketchSession = new SketchSession({ ...job, ...change }, means, (message) => {
    said.push(FromSketch.parse(message));
    hear(message, session);
  });
  await session.run();
  return said;
}

/** A device that fails after so many runs. */
function failing(after: number, fail: (results: Results) => Promise<Results> = gone): Device {
  return oddDevice('card', after, fail);
}

const gone = (): Promise<never> => Promise.reject(new RuntimeError('the card is gone'));

function spoiled(results: Results): Promise<Results> {
  results[PACKED]!.data[0] = NaN;
  return Promise.resolve(results);
}

const iterations = (said: readonly FromSketch[]): number[] =>
  said.flatMap((message) => (message.type === 'progress' ? [message.iteration] : []));

describe('a sketching session', () => {
  it.each([
    ['fails', 'the card is gone', gone],
    ['gives what are no numbers', 'losses or gradients are not numbers: use another device', spoiled],
  ])('goes on with the next device when one %s, from the picture it has', async (_what, why, fail) => {
    // Painting and content are measured first: two runs.
    const said = await run({ devices: ['card', 'cpu'] }, (id) => Promise.resolve(id === 'card' ? failing(5, fail) : cpu)); // prettier-ignore
    expect(said.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', message: `Painting on "card" failed (${why}); "cpu" goes on with it.` },
    ]);
    expect(iterations(said)).toEqual([1, 2, 3, 4, 5]);
    expect(said.at(-1)).toMatchObject({ type: 'done', iteration: 5 });
  });

  it('that is stopped ends with the picture as it is, a PNG', async () => {
    const said = await run({ iterations: 500 }, undefined, (message, session) => {
      if (message.type === 'progress' && message.iteration === 2) session.stop();
    });
    expect(iterations(said)).toEqual([1, 2]);
    const done = said.at(-1) as Extract<FromSketch, { type: 'done' }>;
    expect(await sharp(done.picture.bytes).metadata()).toMatchObject({ format: 'png', width: 64 });
  });

  it('says what to do when its files are no pictures', async () => {
    const message = expect.stringMatching(/^The photo cannot be used as a picture/) as string;
    const said = await run({ photo: join(folder, 'gone.jpg') });
    expect(said).toEqual([{ type: 'failed', code: 'pictures', message }]);
  });
});
