/** Pictures from files as planes for the networks, decoded by sharp (libvips). */
import { loadSharp } from '../process/lazy.ts';
import type { Planes } from './step.ts';

/** A file that is no picture, or one that cannot be used; the message names the file, unless `file` does. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly file: string | undefined;

  constructor(message: string, file?: string) {
    super(message);
    this.file = file;
  }
}

/** Shorter edge below which a painting is too small for the comparison at a quarter of its size. */
export const LEAST_PAINTING_EDGE = 32;

/** Most pixels we decode: beyond it a picture is refused rather than filling the memory. */
const MAX_PIXELS = 200_000_000;

/** 8-bit RGB pixels in rows, with size. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * Decodes a picture (a path, or its bytes) upright (EXIF), in sRGB, without alpha. With `longest`, its longer
 * edge is reduced to that many pixels. @throws {PictureError}
 */
export async function readPixels(file: string | Uint8Array, longest?: number): Promise<Pixels> {
  try {
    const sharp = await loadSharp();
    let picture = sharp(file, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .toColourspace('srgb')
      .flatten({ background: '#fff' });
    if (longest !== undefined) {
      picture = picture.resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true });
    }
    const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return {
      width: info.width,
      height: info.height,
      rgb: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
  } catch (error) {
    throw unusable(typeof file === 'string' ? file : 'the picture', error);
  }
}

/** The longer edge of a picture of this size that is wanted with `longest` pixels: none is enlarged. */
export function edgeUpTo(longest: number, { width, height }: Pick<Pixels, 'width' | 'height'>): number {
  return Math.min(longest, Math.max(width, height));
}

/** A picture's width and height as it is seen, upright; nothing is decoded. @throws {PictureError} */
export async function readSize(file: string): Promise<Pick<Pixels, 'width' | 'height'>> {
  try {
    const sharp = await loadSharp();
    return (await sharp(file, { limitInputPixels: MAX_PIXELS }).metadata()).autoOrient;
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): PictureError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new PictureError(`${file} cannot be used as a picture: ${reason ?? ''}`);
}

/** Interleaved 8-bit pixels as float planes. */
export function toPlanes({ width, height, rgb }: Pixels): Planes {
  const data = new Float32Array(3 * width * height);
  toPlanesInto(data, rgb);
  return { width, height, data };
}

/** The same into planes that are there already: one picture's, no longer and no shorter. */
export function toPlanesInto(planes: Float32Array, rgb: Uint8Array): void {
  const area = planes.length / 3;
  for (let i = 0; i < area; i++) {
    planes[i] = rgb[3 * i]!;
    planes[area + i] = rgb[3 * i + 1]!;
    planes[2 * area + i] = rgb[3 * i + 2]!;
  }
}
