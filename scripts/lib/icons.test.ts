/** The icon containers are read back, and the committed icons are whole. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readIcns, readIco, writeIcns, writeIco } from './iconFiles.ts';

const resources = resolve(import.meta.dirname, '..', '..', 'src-main', 'electron', 'resources');
const pictures = [16, 256].map((size) => ({ size, png: Buffer.from(`picture of ${size}`) }));

it('reads back what it wrote', () => {
  expect(readIco(writeIco(pictures))).toEqual(pictures);
  expect(readIcns(writeIcns(pictures))).toEqual(pictures);
});

it('refuses sizes that a container does not hold', () => {
  const odd = [{ size: 999, png: Buffer.alloc(1) }];
  expect(() => writeIco(odd)).toThrow(RangeError);
  expect(() => writeIcns(odd)).toThrow(RangeError);
});

it('reads no other files', () => {
  expect(() => readIco(Buffer.from('PNG and more'))).toThrow('no .ico');
  expect(() => readIcns(Buffer.from('icns but cut off'))).toThrow('no .icns');
});

it.each([
  ['icon.ico', readIco, 7],
  ['icon.icns', readIcns, 7],
] as const)('%s holds pictures of the sizes it says', async (file, read, count) => {
  const found = read(readFileSync(join(resources, file)));
  expect(found).toHaveLength(count);
  for (const { size, png } of found) {
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: size, height: size });
  }
});
