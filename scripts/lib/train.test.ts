/** npm run train as a person runs it: what it refuses before it begins. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../src-main/train/checkpoint.ts';
import { freshState, specsOf } from '../../src-main/train/trainer.ts';
import { tinyOptions } from '../../src-main/train/testing/trainingFolder.ts';
import { runCommand, type Outcome } from './testing/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-train-command-'));
  const state = freshState(tinyOptions);
  await writeFile(join(folder, 'mine.checkpoint'), writeCheckpoint(state, specsOf(tinyOptions)));
});
afterAll(() => rm(folder, { recursive: true }));

const train = (...args: readonly string[]): Promise<Outcome> =>
  runCommand('train.ts', folder, ['--style', 'painting.png', '--content', 'photos', '--out', 'mine.onnx', ...args]); // prettier-ignore

describe('npm run train', () => {
  it.each([
    [['--steps', '4000'], /^--steps 4000: this training began with 20 and/],
    [['--net', 'swift'], /^--net swift [\dx]+: this training began with lite 2x1 and/],
    [['--style-layers', 'relu1_1'], /^--style-layers relu1_1: this training began with relu1_1 relu2_1 and/],
    [['--init', 'other.onnx'], /^--init other\.onnx: what --resume goes on with has begun already/],
    [['--checkpoint', 'gone'], /^there is no checkpoint gone/],
  ])('with --resume refuses %j: it would change nothing, or another training', async (args, why) => {
    const before = await readFile(join(folder, 'mine.checkpoint'));
    const { code, said } = await train('--resume', ...args);
    expect(said).toMatch(why);
    expect(code).toBe(1);
    expect((await readFile(join(folder, 'mine.checkpoint'))).equals(before)).toBe(true);
  });

  it('goes on where what is given is what it began with', async () => {
    const same = [
      '--steps',
      '20',
      '--size',
      '64',
      '--brush',
      '64',
      '--style-scales',
      '0',
      '--net',
      'lite 2x1',
    ];
    const { said } = await train('--resume', ...same, '--loss-network', 'gone.h5');
    expect(said).toMatch(/gone\.h5/);
  });

  it.each([
    [['--checkpoint-every', '0'], /^--checkpoint-every 0: must be a whole number from 1 to/],
    [['--out', 'mine.pt'], /^--out mine\.pt: a style is an \.onnx file/],
    [['--size', '100'], /^--size 100: must be a multiple of 8/],
    [['--title', ''], /^--title : /],
  ])('refuses %j', async (args, why) => {
    const { code, said } = await train(...args);
    expect(said).toMatch(why);
    expect(code).toBe(1);
  });
});
