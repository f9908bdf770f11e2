/** One network learning from another. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { initialise } from '../nets/index.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { imitate } from './imitation.ts';
import { openPhotos } from './photos.ts';
import { randomStream } from './random.ts';
import { fillTrainingFolder } from './testing/trainingFolder.ts';
import { specsOf } from './trainer.ts';

const device = onnxRuntimeDevice('cpu', 'the processor', 'cpu');
const size = 64;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-imitation-'));
});
afterAll(() => removeFolder(folder));

it('brings a network’s paintings nearer to those of another kind of network', async () => {
  const { photos } = await fillTrainingFolder(folder);
  const specs = specsOf({ network: 'lite 2x1' });
  const teacher = { network: 'lite 2x1', parameters: initialise(specs, randomStream(3)) };
  const away: number[] = [];
  const learned = await imitate(
    device,
    await openPhotos({ folder: photos, batch: 1, size, seed: 1 }),
    { network: 'swift 2x1', teacher, size, steps: 60, rate: 0.01, seed: 1 },
    (step, difference) => (away[step - 1] = difference),
  );
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  expect(away).toHaveLength(60);
  expect(mean(away.slice(-10))).toBeLessThan(0.5 * mean(away.slice(0, 10)));
  expect(Object.keys(learned)).toEqual(specsOf({ network: 'swift 2x1' }).map(({ name }) => name));
});
