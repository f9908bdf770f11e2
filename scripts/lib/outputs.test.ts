/** Where stylize writes, and npm run stylize over several files as a person runs it. */
import { link as linkFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { filesMeant, makeRoomFor, planOutputs } from './outputs.ts';
import { runCommand } from './testing/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-outputs-'));
  await mkdir(join(folder, 'there'));
});
afterAll(() => removeFolder(folder));

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

it('writes no two into what Windows and Macs take for one file', async () => {
  expect(await plan(['x/Cafe\u0301.jpg', 'y/caf\u00e9.jpg'], 'out')).toEqual([
    `${into('Caf\u00e9 - wave.jpg')} jpg`,
    `${into('caf\u00e9 - wave (2).jpg')} jpg`,
  ]);
});

it('finds the files that a pattern stands for on Windows, whose shell does not', async () => {
  const [photos, names] = [join(folder, 'photos'), ['a.jpg', 'b (1).JPG', 'b.png', 'ajpg']];
  await mkdir(photos);
  for (const name of names) await writeFile(join(photos, name), '');
  const meant = (pattern: string) => filesMeant([join(photos, pattern)], 'win32');
  expect(await meant('*.jpg')).toEqual([join(photos, 'a.jpg'), join(photos, 'b (1).JPG')]);
  expect(await meant('?.*')).toEqual([join(photos, 'a.jpg'), join(photos, 'b.png')]);
  expect(await meant('b (1).JPG')).toEqual([join(photos, 'b (1).JPG')]);
  expect(await meant('*.gif')).toEqual([join(photos, '*.gif')]);
  expect(await filesMeant(['*.jpg'], 'linux')).toEqual(['*.jpg']);
});

it('refuses a place that takes no file, before any work', async ({ skip }) => {
  await makeRoomFor(join(folder, 'new', 'deep', 'a.png'));
  expect(await readdir(join(folder, 'new', 'deep')), 'nothing is left of the trial').toEqual([]);
  await writeFile(join(folder, 'file'), '');
  const refused = /cannot be written, because nothing can be put into the folder .*: give it another place$/;
  await expect(makeRoomFor(join(folder, 'file', 'a.png'))).rejects.toThrow(refused);
  await expect(makeRoomFor(join(folder, 'there'))).rejects.toThrow(/is a folder: give the name of a file/);
  skip(
    process.platform !== 'linux',
    'only Linux has a folder that takes nothing and says that there is none',
  );
  for (const place of ['/proc/a.png', '/proc/pastiche/deep/a.png']) {
    await expect(makeRoomFor(place)).rejects.toThrow(refused);
  }
});

it('refuses to write over what a file is made from, by whatever name', async () => {
  const photo = join(folder, 'photo.jpg');
  await writeFile(photo, '');
  const link = join(folder, 'link.jpg');
  await linkFile(photo, link);
  const refused = /is also what it is made from, which would be lost: write into another file$/;
  for (const out of [photo, join(folder, 'there', '..', 'photo.jpg'), link])
    await expect(makeRoomFor(out, undefined, photo)).rejects.toThrow(refused);
  await makeRoomFor(join(folder, 'other.jpg'), photo, join(folder, 'missing.jpg'));
});

it('makes no picture of a video', async () => {
  await expect(plan(['a.MOV'], 'b.jpg')).rejects.toThrow(
    /a\.MOV is a video, so let the name end in one of \.mp4 /,
  );
});

it('paints files, and says so of a folder', async () => {
  await expect(plan([join(folder, 'there')], 'out')).rejects.toThrow(/is a folder: give files, such as /);
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

it.each([
  [['--blend', 'great-wave'], /^--blend great-wave: say STYLE:AMOUNT/],
  [['--blend', 'great-wave:2'], /^--blend great-wave:2: say STYLE:AMOUNT, with an amount from 0 to 1/],
  [['--strength', '1.5'], /^--strength 1\.5: must be a number from 0 to 1/],
])('stylize refuses %j', async (flags, why) => {
  const { code, said } = await runCommand('stylize.ts', folder, ['one.png', '--style', 'the-scream', '--out', 'x.png', ...flags]); // prettier-ignore
  expect(said).toMatch(why);
  expect(code).toBe(1);
});

it('paints each of several, whatever becomes of the others', async () => {
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  for (const name of ['one.png', 'three.webp']) {
    await sharp({ create: { width: 48, height: 32, channels: 3, background: '#a86', noise } }).toFile(join(folder, name)); // prettier-ignore
  }
  await writeFile(join(folder, 'two.png'), 'this is no picture');
  const args = ['one.png', 'two.png', 'three.webp', '--style', 'the-scream', '--out', 'painted', '--device', 'cpu']; // prettier-ignore
  const { code, out, said } = await runCommand('stylize.ts', folder, args);
  expect(said).toMatch(/“two\.png” cannot be read as a picture[^]*1 of 3 were not painted/);
  expect(code).toBe(1);
  expect(out.trim().split('\n')).toHaveLength(2);
  const written = await readdir(join(folder, 'painted'));
  expect(written.sort()).toEqual(['one - the-scream.png', 'three - the-scream.webp']);
  const { width, height } = await sharp(join(folder, 'painted', 'one - the-scream.png')).metadata();
  expect([width, height]).toEqual([48, 32]);
});

it.each([
  ['stylize.ts', ['one.png', '--style', 'the-scream', '--out', 'one.png', '--device', 'cpu']],
  ['sketch.ts', ['one.png', '--style', 'other.png', '--out', 'one.png']],
  ['sketch.ts', ['other.png', '--style', 'one.png', '--out', 'one.png']],
  ['distil.ts', ['one.onnx', '--content', 'there', '--out', 'one.onnx']],
  ['train.ts', ['--style', 'one.png', '--content', 'there', '--init', 'one.onnx', '--out', 'one.onnx']],
  ['train.ts', ['--style', 'one.png', '--content', 'there', '--out', 'x.onnx', '--checkpoint', 'one.png']],
])('%s writes over nothing that it reads: %j', async (script, args) => {
  const sources = ['one.png', 'other.png', 'one.onnx'].map((name) => join(folder, name));
  for (const source of sources) await writeFile(source, 'of some worth');
  const { code, said } = await runCommand(script, folder, args);
  expect(said).toMatch(/is also what it is made from, which would be lost: write into another file/);
  expect(code).toBe(1);
  for (const source of sources) expect(await readFile(source, 'utf8')).toBe('of some worth');
});
