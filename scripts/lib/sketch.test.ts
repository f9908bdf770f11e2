/** npm run sketch as a person runs it: one picture, and errors that say what to do. */
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { runCommand, type Outcome } from './testing/command.ts';

const root = resolve(import.meta.dirname, '..', '..');
const shared = process.env['PASTICHE_SHARED'] ?? resolve(root, '..', 'shared');
const VGG =
  process.env['PASTICHE_LOSS_NETWORK'] || join(shared, 'vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-sketch-cli-'));
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  for (const [name, background] of [
    ['photo.jpg', '#a86'],
    ['painting.png', '#235'],
  ] as const) {
    await sharp({ create: { width: 160, height: 120, channels: 3, background, noise } }).toFile(join(folder, name)); // prettier-ignore
  }
});
afterAll(() => removeFolder(folder));

const sketch = (...args: readonly string[]): Promise<Outcome> =>
  runCommand('sketch.ts', folder, ['--device', 'cpu', ...args]);

describe('npm run sketch', () => {
  it('paints a photo, and tells each iteration as one JSON object per line', async (ctx) => {
    if (!existsSync(VGG)) ctx.skip(`the loss network's weights are not there: ${VGG}`);
    const { code, out, said } = await sketch('photo.jpg', '--style', 'painting.png', '--out', 'sketch.png', '--size', '64', '--brush', '400', '--iterations', '3', '--loss-network', VGG, '--json'); // prettier-ignore
    expect(said).toBe('');
    expect(code).toBe(0);
    const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
    expect(lines.map(({ event }) => event)).toEqual(['iteration', 'iteration', 'iteration', 'done']);
    expect(lines[2]!['total']).toBeLessThan(lines[0]!['total'] as number);
    expect(lines[3]).toMatchObject({ file: 'sketch.png', iterations: 3, width: 64, height: 48 });
    expect(await sharp(join(folder, 'sketch.png')).metadata()).toMatchObject({ width: 64, height: 48 });
  });

  it.each([
    ['a photo that is not there', ['gone.jpg', '--style', 'painting.png', '--out', 'x.png'], /^gone\.jpg is not there/],
    ['an ending that no picture has', ['photo.jpg', '--style', 'painting.png', '--out', 'x.txt'], /--out x\.txt: let the name end in one of/],
    ['a folder that is a file', ['photo.jpg', '--style', 'painting.png', '--out', 'photo.jpg/x.png'], /^photo\.jpg\/x\.png cannot be written, because nothing can be put into the folder photo\.jpg \(E[^]*\): give it/],
    ['a size too large', ['photo.jpg', '--style', 'painting.png', '--out', 'x.png', '--painting-size', '9000'], /^--brush 9000: must be a whole number from 64 to 4096/],
    ['iterations that are none', ['photo.jpg', '--style', 'painting.png', '--out', 'x.png', '--iterations', '0'], /whole number from 1 to/],
    ['a loss network that is none', ['photo.jpg', '--style', 'painting.png', '--out', 'x.png', '--loss-network', 'photo.jpg'], /photo\.jpg is not the loss network.*--loss-network FILE/],
  ] as const)('refuses %s, in one line that says what to do', async (_what, args, why) => {
    const { code, out, said } = await sketch(...args);
    expect(said).toMatch(why);
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'x.png'))).toBe(false);
  }); // prettier-ignore

  it('refuses a photo that is no picture by its name', async (ctx) => {
    if (!existsSync(VGG)) ctx.skip(`the loss network's weights are not there: ${VGG}`);
    await writeFile(join(folder, 'notes.jpg'), 'this is no picture');
    const { code, said } = await sketch('notes.jpg', '--style', 'painting.png', '--out', 'x.png', '--loss-network', VGG); // prettier-ignore
    expect(said).toMatch(/^notes\.jpg cannot be used as a picture/);
    expect(code).toBe(1);
    const strip = sharp({ create: { width: 400, height: 20, channels: 3, background: '#a86' } });
    await strip.toFile(join(folder, 'strip.png'));
    const narrow = await sketch('strip.png', '--style', 'painting.png', '--out', 'x.png', '--loss-network', VGG); // prettier-ignore
    expect(narrow.said).toMatch(/^strip\.png: The photo is 400x20 pixels/);
  });
});
