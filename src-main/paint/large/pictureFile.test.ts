/** Pictures as cameras, scanners and printers write them: all come to the painter as 8-bit RGBA in sRGB. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { FakePainter } from '../testing/fakePainter.ts';
import { paintPicture } from './pictureFile.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-kinds-'));
});
afterAll(() => removeFolder(folder));

const brown = [200, 90, 30] as const;
const picture = (alpha = 1): Sharp => {
  const [r, g, b] = brown;
  return sharp({ create: { width: 32, height: 24, channels: 4, background: { r, g, b, alpha } } });
};
/** Half of it on white. */
const pale = brown.map((value) => Math.round((value + 255) / 2));

it.each([
  ['an AVIF of 10 bits', () => picture().removeAlpha().avif({ bitdepth: 10, quality: 95 }), 'rgb16', brown],
  ['a PNG of 16 bits', () => picture().removeAlpha().toColourspace('rgb16').png(), 'rgb16', brown],
  ['one that is half clear', () => picture(0.5).toColourspace('rgb16').png(), 'rgb16', pale],
  ['a grey PNG of 16 bits', () => picture().removeAlpha().toColourspace('grey16').png(), 'grey16', null],
  ['a CMYK JPEG', () => picture().removeAlpha().toColourspace('cmyk').jpeg({ quality: 95 }), 'cmyk', brown],
] as const)('reads %s', async (name, make, space, expected) => {
  const file = join(folder, name);
  writeFileSync(file, await make().toBuffer());
  expect((await sharp(file).metadata()).space).toBe(space);
  const look = { strength: 1, keepColours: false, blend: null };
  const style = { id: 'negative', bytes: new Uint8Array() };
  const { bytes, ...size } = await paintPicture(new FakePainter(), { file, name, style, look, format: 'png' });
  expect(size).toMatchObject({ width: 32, height: 24 });
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  const [r, g, b] = [...data.subarray(0, 3)].map((value) => 255 - value) as [number, number, number];
  if (expected === null) return expect([g, b]).toEqual([r, r]);
  // Inks cannot show every colour.
  for (const [at, value] of [r, g, b].entries()) expect(Math.abs(value - expected[at]!)).toBeLessThan(30);
}); // prettier-ignore
