import { expect, it } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import { isHeic } from './heic.ts';
import { repaintPicture } from './pictureTask.ts';
import type { TaskOptions } from './task.ts';
import { heic } from './testing/heic.ts';
import { troubleText } from './trouble.ts';

it.each([
  ['heic', [], true],
  ['mif1', ['mif1', 'heic'], true],
  ['msf1', ['hevc'], true],
  ['avif', ['mif1', 'miaf'], false],
  // Of an MP4, what comes after its first box is not looked at.
  ['isom', ['mp42'], false],
])('tells by its first box whether a file is HEIC: %s %s', async (brand, others, is) => {
  expect(await isHeic(heic(brand, ...others))).toBe(is);
});

it.each(['', 'ftyp', '\0\0\0\x18ftyphei', 'GIF89a, and no more'])('takes nothing else for it: "%s"', async (text) => {
  expect(await isHeic(new Blob([text]))).toBe(false);
}); // prettier-ignore

it('says of one that is to be repainted what to do, before any of it is sent', async () => {
  const asked: string[] = [];
  const request = (name: string): Promise<never> =>
    Promise.reject(new Error(`asked for ${asked.push(name)}`));
  const bridge = { request } as unknown as Bridge;
  const options = { bridge, file: heic('heic') } as unknown as TaskOptions;
  const error = await repaintPicture(options).catch((trouble: unknown) => trouble);
  expect(asked).toEqual([]);
  expect(troubleText(error, 'IMG_1.jpg')).toMatch(/^“IMG_1.jpg” is HEIC.*Export it as JPEG/);
});
