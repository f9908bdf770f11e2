/** Looking at pictures: what is on the stage, and how much two pictures differ. */
import type { Locator } from '@playwright/test';
import sharp from 'sharp';

/** 8-bit RGB, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/** What a canvas shows, without loss. */
export async function canvasPicture(canvas: Locator): Promise<Picture> {
  const url = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL('image/png'));
  return decode(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
}

/** A picture from a file or its bytes. */
export async function decode(source: string | Buffer): Promise<Picture> {
  const { data, info } = await sharp(source)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

/** Writes a picture as a PNG. */
export async function writePng(file: string, { width, height, rgb }: Picture): Promise<void> {
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}

/** A picture as a mirror shows it. */
export async function mirrored({ width, height, rgb }: Picture): Promise<Picture> {
  const turned = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .flop()
    .raw()
    .toBuffer();
  return { width, height, rgb: turned };
}

/** Peak signal-to-noise ratio in dB: 20 is a likeness, 30 a good copy, 45 a difference nobody sees. */
export function psnr(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${a.width}x${a.height} cannot be compared with ${b.width}x${b.height}`);
  }
  let squares = 0;
  for (let i = 0; i < a.rgb.length; i++) squares += ((a.rgb[i] ?? 0) - (b.rgb[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / a.rgb.length));
}
