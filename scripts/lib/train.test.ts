/** npm run train as a person runs it: what it refuses before it begins, and what it keeps when something goes wrong. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apart } from '../../src-main/paint/testing/apart.ts';
import { foreignModel } from '../../src-main/paint/testing/foreignModel.ts';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { writeCheckpoint } from '../../src-main/train/checkpoint.ts';
import { freshState, resumedState, specsOf } from '../../src-main/train/trainer.ts';
import { fillTrainingFolder, tinyOptions } from '../../src-main/train/testing/trainingFolder.ts';
import { runCommand, type Outcome } from './testing/command.ts';

const root = resolve(import.meta.dirname, '..', '..');
const shared = process.env['PASTICHE_SHARED'] ?? resolve(root, '..', 'shared');
const VGG =
  process.env['PASTICHE_LOSS_NETWORK'] || join(shared, 'vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche train command-'));
  const state = freshState(tinyOptions);
  await writeFile(join(folder, 'mine.checkpoint'), writeCheckpoint(state, specsOf(tinyOptions)));
});
beforeAll(() => mkdir(join(folder, 'in-the-way.onnx')));
afterAll(() => removeFolder(folder));

const train = (...args: readonly string[]): Promise<Outcome> =>
  runCommand('train.ts', folder, ['--style', 'painting.png', '--content', 'photos', '--out', 'mine.onnx', ...args]); // prettier-ignore

describe('npm run train', () => {
  it.each([
    [['--steps', '4000'], /^--steps 4000: this training began with 20 and/],
    [['--net', 'swift'], /^--net swift [\dx]+: this training began with lite 2x1 and/],
    [['--style-layers', 'relu1_1'], /^--style-layers relu1_1: this training began with relu1_1 relu2_1 and/],
    [
      ['--init', 'other.onnx'],
      /^--init other\.onnx: --resume goes on with a training that has begun already/,
    ],
    [['--checkpoint', 'gone'], /^there is no checkpoint gone/],
  ])('with --resume refuses %j: it would change nothing, or another training', async (args, why) => {
    const before = await readFile(join(folder, 'mine.checkpoint'));
    const { code, said } = await train('--resume', ...args);
    expect(said).toMatch(why);
    expect(code).toBe(1);
    expect((await readFile(join(folder, 'mine.checkpoint'))).equals(before)).toBe(true);
  });

  it('refuses to go on from a style whose weights are not beside it, with the reason', async () => {
    await writeFile(join(folder, 'apart.onnx'), apart(foreignModel()).model);
    const { code, said } = await train('--init', 'apart.onnx', '--checkpoint', 'fresh.checkpoint');
    expect(said).toMatch(/^apart\.onnx cannot be a style: .* "style\.onnx\.data", which is not beside it/);
    expect(code).toBe(1);
  });

  it('names the style that it cannot begin from', async () => {
    await writeFile(join(folder, 'no-style.onnx'), 'of some worth');
    const init = ['--init', 'no-style.onnx'];
    const { code, said } = await train(...init, '--checkpoint', 'fresh.checkpoint');
    expect(said).toMatch(/^--init no-style\.onnx: this is not an ONNX model/);
    expect(code).toBe(1);
  });

  it('refuses to begin anew over a training that is not done, or over another file', async () => {
    const state = { ...freshState(tinyOptions), step: 7 };
    await writeFile(join(folder, 'begun.checkpoint'), writeCheckpoint(state, specsOf(tinyOptions)));
    const begun = await train('--checkpoint', 'begun.checkpoint');
    expect(begun.said).toMatch(/^begun\.checkpoint holds a training that stands at step 7 of 20: .*--resume/);
    await writeFile(join(folder, 'notes.txt'), 'of some worth');
    const other = await train('--checkpoint', 'notes.txt');
    expect(other.said).toMatch(/^notes\.txt is there, and is no checkpoint/);
    expect([begun.code, other.code]).toEqual([1, 1]);
  });

  it('keeps what was learned when something fails, or nobody listens any more', async (ctx) => {
    if (!existsSync(VGG)) ctx.skip(`the loss network's weights are not there: ${VGG}`);
    const files = await fillTrainingFolder(join(folder, 'whole'));
    const long = (name: string): string[] => [
      ...['--style', files.painting, '--content', files.photos, '--loss-network', VGG, '--out', `${name}.onnx`],
      ...['--steps', '5000', '--size', '64', '--brush', '64', '--style-scales', '0', '--net', 'lite 2x1'],
      ...['--style-layers', 'relu1_1', 'relu2_1', '--content-layers', 'relu2_1', '--device', 'cpu', '--json'],
    ]; // prettier-ignore
    const stand = async (name: string): Promise<number> =>
      resumedState(await readFile(join(folder, `${name}.checkpoint`))).step;

    const deaf = await runCommand('train.ts', folder, long('deaf'), (_text, child) => child.stdout?.destroy()); // prettier-ignore
    expect([deaf.code, await stand('deaf')]).toEqual([0, expect.any(Number)]);
    expect(existsSync(join(folder, 'deaf.onnx'))).toBe(true);

    // A preview that cannot be written stands for all that may go wrong.
    await mkdir(join(folder, 'mine-00003.png', 'in the way'), { recursive: true });
    await mkdir(join(folder, '神奈川沖浪裏-café-00002.png', 'in the way'), { recursive: true });
    const failed = await runCommand('train.ts', folder, [...long('failed'), '--title', 'mine', '--preview', files.face, '--preview-every', '3']); // prettier-ignore
    expect(failed.said).toMatch(/mine-00003\.png.*\nIt is kept up to step 3: go on with --resume/);
    expect([failed.code, await stand('failed')]).toEqual([1, 3]);
    const named = await runCommand('train.ts', folder, [...long('named'), '--title', '神奈川沖浪裏 (Café)', '--preview', files.face, '--preview-every', '2']); // prettier-ignore
    expect(named.said).toMatch(/神奈川沖浪裏-café-00002\.png/);

    // No system has room for such a name.
    const unkept = await runCommand('train.ts', folder, [...long('unkept'), '--title', 'mine', '--preview', files.face, '--preview-every', '3', '--checkpoint', 'x'.repeat(300)]); // prettier-ignore
    expect(unkept.said).toMatch(
      /mine-00003\.png.*\nWhat it learned since step 0 could not be kept, either: ENAMETOOLONG/,
    );
    expect(unkept.code).toBe(1);
  }, 180_000);

  it('refuses a painting that is too small, by its name', async (ctx) => {
    if (!existsSync(VGG)) ctx.skip(`the loss network's weights are not there: ${VGG}`);
    const { photos } = await fillTrainingFolder(join(folder, 'small'));
    const dot = join(folder, 'dot.png');
    await sharp({ create: { width: 3, height: 3, channels: 3, background: '#a86' } }).toFile(dot);
    const { code, said } = await train('--style', dot, '--content', photos, '--checkpoint', 'dot.checkpoint', '--loss-network', VGG); // prettier-ignore
    expect(said).toMatch(/dot\.png is learned at 3x3 pixels, too few for strokes to be seen: at least 32/);
    expect(code).toBe(1);
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
    [['--out', 'mine.checkpoint/x.onnx'], /x\.onnx cannot be written, because nothing can be put into the folder mine\.checkpoint \(E[^]*\): give it/],
    [['--out', 'in-the-way.onnx'], /^in-the-way\.onnx is a folder: give the name of a file/],
  ])('refuses %j', async (args, why) => {
    const { code, said } = await train(...args);
    expect(said).toMatch(why);
    expect(code).toBe(1);
  }); // prettier-ignore
});
