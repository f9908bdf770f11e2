/** Where stylize writes, and npm run stylize over several files as a person runs it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planOutputs } from './outputs.ts';

const root = resolve(import.meta.dirname, '..', '..');
const loader = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-outputs-'));
  await mkdir(join(folder, 'there'));
});
afterAll(() => rm(folder, { recursive: true }));

const plan = async (inputs: readonly string[], out: string): Promise<string[]> =>
  (await planOutputs(inputs, out, 'wave')).map(({ output, picture }) => `${output} ${picture ?? 'video'}`);
const into = (name: string): string => join('out', name);

it('takes one input into a file or a folder, and several into a folder', async () => {
  expect(await plan(['a.jpg'], 'b.PNG')).toEqual(['b.PNG png']);
  expect(await plan(['a.jpg'], 'out/')).toEqual([`${into('a - wave.jpg')} jpg`]);
  const there = join(folder, 'there');
  expect(await plan(['a.jpg'], there)).toEqual([`${join(there, 'a - wave.jpg')} jpg`]);
  expect(await plan(['x/a.JPG', 'y/a.jpg', 'c.TS', 'd.mkv'], 'out')).toEqual([
    `${into('a - wave.jpg')} jpg`,
    `${into('a - wave (2).jpg')} jpg`,
    `${into('c - wave.mp4')} video`,
    `${into('d - wave.mkv')} video`,
  ]);
});

it('writes over no input', async () => {
  const inputs = [join('out', 'a.png'), join('out', 'a - wave.png')];
  expect(await plan(inputs, 'out')).toEqual([
    `${into('a - wave (2).png')} png`,
    `${into('a - wave - wave.png')} png`,
  ]);
});

it.each([
  [['a.jpg'], 'b.txt', /--out b\.txt: let the name end in one of .*\.jpg .*\.mp4/],
  [['a.jpg', 'b.jpg'], 'c.png', /--out c\.png: 2 inputs do not fit into one file; give a folder/],
  [['a.jpg', 'notes.txt'], 'out', /notes\.txt: its ending says neither/],
])('refuses %j into %s, and says what to do', async (inputs, out, why) => {
  await expect(plan(inputs, out)).rejects.toThrow(why);
});

it('paints each of several, whatever becomes of the others', async () => {
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  for (const name of ['one.png', 'three.webp']) {
    await sharp({ create: { width: 48, height: 32, channels: 3, background: '#a86', noise } }).toFile(join(folder, name)); // prettier-ignore
  }
  await writeFile(join(folder, 'two.png'), 'this is no picture');
  const args = ['one.png', 'two.png', 'three.webp', '--style', 'the-scream', '--out', 'painted', '--device', 'cpu']; // prettier-ignore
  const command = ['--import', loader, join(root, 'scripts', 'stylize.ts'), ...args];
  const { code, out, said } = await new Promise<{ code: number | null; out: string; said: string }>(
    (done) => {
      const child = execFile(process.execPath, command, { cwd: folder }, (_error, out, said) =>
        done({ code: child.exitCode, out, said }),
      );
    },
  );
  expect(said).toMatch(/“two\.png” cannot be read as a picture[^]*1 of 3 were not painted/);
  expect(code).toBe(1);
  expect(out.trim().split('\n')).toHaveLength(2);
  const written = await readdir(join(folder, 'painted'));
  expect(written.sort()).toEqual(['one - the-scream.png', 'three - the-scream.webp']);
  const { width, height } = await sharp(join(folder, 'painted', 'one - the-scream.png')).metadata();
  expect([width, height]).toEqual([48, 32]);
});
