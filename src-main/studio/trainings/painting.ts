/** Pictures that a page hands over, checked and brought into the one form that training reads. */
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSharp } from '../../process/lazy.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { writeAtomically } from '../../train/atomicWrite.ts';
import { patiently } from '../../train/diskError.ts';
import { LEAST_PAINTING_EDGE, readPixels, toPlanes } from '../../train/pictures.ts';
import { toPng } from '../../train/preview.ts';
import { colourStatistics, recoloured } from '../../train/recolour.ts';
import type { Crop, PaintingInfo } from '../contract/trainings.ts';

/** Smallest edge of a painting, and of the part of it that is chosen: below it there are no strokes to learn. */
export const SMALLEST_PAINTING = 64;
/** Longest edge that is kept of a painting: twice what the broadest brush needs, for crops. */
const KEPT_EDGE = 2048;
const SHOWN_EDGE = 900;
/** More is refused rather than decoded: no painting needs it, and it may be an attack on the memory. */
const MOST_PIXELS = 200_000_000;
const PHOTO_EDGE = 1024;

/**
 * Reads any picture (JPEG, PNG, WebP, AVIF, TIFF, GIF; greyscale, CMYK, 16-bit, turned by EXIF) and keeps it
 * upright, in 8-bit sRGB, reduced. Rejects with a {@link Refusal} that says what is wrong.
 */
export async function keepPainting(from: string, to: string): Promise<PaintingInfo> {
  const { width, height, png } = await decode(from, KEPT_EDGE);
  if (Math.min(width, height) < SMALLEST_PAINTING) {
    throw new Refusal(
      'bad-input',
      `This picture is ${width}x${height} pixels. At least ${SMALLEST_PAINTING} on each side are needed for strokes to be seen; choose a larger picture.`,
    );
  }
  await writeAtomically(to, png);
  return showPicture(to);
}

/** A picture for the page. */
export async function showPicture(file: string): Promise<PaintingInfo> {
  // By its bytes, here and below: libvips remembers files by name, also when they have been replaced.
  const sharp = await loadSharp();
  const picture = sharp(await readFile(file));
  const { width, height } = await picture.metadata();
  const size = { width: SHOWN_EDGE, height: SHOWN_EDGE, fit: 'inside', withoutEnlargement: true } as const;
  const jpeg = await picture.resize(size).jpeg({ quality: 85 }).toBuffer();
  return { width, height, picture: jpeg.toString('base64') };
}

/**
 * Cuts the chosen part out of a kept painting. Rejects with a {@link Refusal} when it is too small, also once it is
 * reduced to the longer edge with which it is learned.
 */
export async function cutPainting(from: string, to: string, crop: Crop, learned = Infinity): Promise<void> {
  const sharp = await loadSharp();
  const painting = sharp(await readFile(from));
  const { width, height } = await painting.metadata();
  const left = Math.min(width - 1, Math.round(crop.x * width));
  const top = Math.min(height - 1, Math.round(crop.y * height));
  const part = {
    left,
    top,
    width: Math.min(width - left, Math.round(crop.width * width)),
    height: Math.min(height - top, Math.round(crop.height * height)),
  };
  if (Math.min(part.width, part.height) < SMALLEST_PAINTING) {
    throw new Refusal(
      'bad-input',
      `The chosen part of the painting is ${part.width}x${part.height} pixels, too small to show strokes; choose a larger part.`,
    );
  }
  const [narrow, wide] = [Math.min(part.width, part.height), Math.max(part.width, part.height)];
  if (Math.round(narrow * Math.min(1, learned / wide)) < LEAST_PAINTING_EDGE) {
    const message = 'The chosen part of the painting is too narrow for so fine a brush; choose a wider part or a larger brush size.'; // prettier-ignore
    throw new Refusal('bad-input', message);
  }
  await writeAtomically(to, await painting.extract(part).png().toBuffer());
}

/** As many photos say what the colours of all are. */
const COLOUR_PHOTOS = 64;
const COLOUR_EDGE = 64;

/**
 * Gives a painting the colours of the photos in a folder; what is no picture any more is left out, as it is when it is learned on.
 * @throws {Refusal} when none is left.
 */
export async function recolourPainting(painting: string, photos: string): Promise<void> {
  const names = (await readdir(photos)).sort();
  const every = Math.max(1, names.length / COLOUR_PHOTOS);
  const some = names.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const read = await Promise.allSettled(
    some.map(async (name) => toPlanes(await readPixels(join(photos, name), COLOUR_EDGE))),
  );
  const pictures = read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (pictures.length === 0) throw new Refusal('bad-input', 'None of the photos in the folder can be decoded: choose a folder of photos.'); // prettier-ignore
  // By its bytes: what is open cannot be replaced on Windows.
  const own = toPlanes(await readPixels(await readFile(painting)));
  await writeAtomically(painting, await toPng(recoloured(own, colourStatistics(pictures))));
}

/** Keeps a photo as a JPEG of moderate size. Rejects with a {@link Refusal} when it is no picture. */
export async function keepPhoto(from: string, to: string): Promise<void> {
  const sharp = await loadSharp();
  const { format, width, height } = await sharp(from, { limitInputPixels: MOST_PIXELS })
    .metadata()
    .catch((error: unknown) => refusePicture(error));
  if (Math.min(width, height) < SMALLEST_PAINTING) {
    throw new Refusal('bad-input', `This photo is ${width}x${height} pixels, too small to learn on.`);
  }
  const small = Math.max(width, height) <= PHOTO_EDGE;
  // What the page has reduced already is kept as it is, once it has proved to be whole.
  if (format === 'jpeg' && small && (await isWhole(from))) return patiently(() => rename(from, to));
  const { png } = await decode(from, PHOTO_EDGE);
  await writeAtomically(to, await sharp(png).jpeg({ quality: 92 }).toBuffer());
}

async function isWhole(file: string): Promise<boolean> {
  try {
    const sharp = await loadSharp();
    const { channels } = await sharp(file, { failOn: 'error' }).stats();
    return channels.length === 3 && (await stat(file)).size > 0;
  } catch {
    return false;
  }
}

async function decode(file: string, edge: number): Promise<{ width: number; height: number; png: Buffer }> {
  try {
    const sharp = await loadSharp();
    const { data, info } = await sharp(file, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#fff' })
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .png({ compressionLevel: 3 })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, png: data };
  } catch (error) {
    return refusePicture(error);
  }
}

function refusePicture(error: unknown): never {
  const reason = messageOf(error);
  if (/pixel limit/i.test(reason)) {
    const most = MOST_PIXELS / 1_000_000;
    throw new Refusal('bad-input', `This picture has more than ${most} million pixels; reduce it first.`);
  }
  throw new Refusal(
    'bad-input',
    'This file cannot be read as a picture. Choose a JPEG, PNG, WebP, AVIF, TIFF or GIF that opens elsewhere too.',
  );
}
