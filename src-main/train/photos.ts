/**
 * The data set: a folder of photos, cropped, scaled and mirrored at random, decoded ahead of need so
 * that training never waits for a file.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSharp } from '../process/lazy.ts';
import { PictureError, toPlanesInto } from './pictures.ts';
import { randomStream, type Random } from './random.ts';

const PICTURE = /\.(jpe?g|png|webp|avif|tiff?|gif)$/i;

/** Smallest part of a photo's shorter edge that a crop may show. */
const MIN_CROP = 0.5;

/** Crops of photos by position: the same position gives the same crops, whatever was asked before. */
export interface PhotoSet {
  readonly files: readonly string[];
  /** Files that turned out to be no pictures. */
  readonly unusable: ReadonlySet<string>;
  /** A batch (N, 3, size, size), RGB 0-255. */
  batch(position: number): Promise<Float32Array>;
}

/** What a photo set is read from. */
export interface PhotoOptions {
  readonly folder: string;
  readonly batch: number;
  readonly size: number;
  readonly seed: number;
}

/**
 * Opens a folder of photos. Files that are no pictures are left out when they are met.
 * @throws {PictureError} when the folder cannot be read or holds no photos.
 */
export async function openPhotos(options: PhotoOptions): Promise<PhotoSet> {
  const files = await listPictures(options.folder);
  const unusable = new Set<string>();
  const ahead = new Map<number, Promise<Float32Array>>();

  const make = async (position: number): Promise<Float32Array> => {
    const { batch, size } = options;
    const data = new Float32Array(batch * 3 * size * size);
    for (let i = 0; i < batch; i++) {
      const random = randomStream(options.seed, position, i);
      const crop = await anyCrop(files, unusable, size, random);
      toPlanesInto(data.subarray(i * 3 * size * size, (i + 1) * 3 * size * size), crop);
    }
    return data;
  };
  const fetch = (position: number): Promise<Float32Array> => {
    const known = ahead.get(position);
    if (known) return known;
    const made = make(position);
    // A failure is reported to whoever asks for this position, not to the process.
    made.catch(() => undefined);
    ahead.set(position, made);
    return made;
  };
  return {
    files,
    unusable,
    async batch(position) {
      for (const key of ahead.keys()) if (key < position || key > position + 4) ahead.delete(key);
      const wanted = fetch(position);
      void fetch(position + 1);
      void fetch(position + 2);
      return wanted;
    },
  };
}

/** Names of the pictures in a folder, sorted. @throws {PictureError} */
async function listPictures(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    throw new PictureError(`The folder ${folder} cannot be read: choose a folder of photos.`);
  }
  const files = names.filter((name) => PICTURE.test(name)).sort();
  if (files.length === 0)
    throw new PictureError(`There are no photos (JPEG, PNG, WebP, AVIF, TIFF, GIF) in ${folder}.`);
  return files.map((name) => join(folder, name));
}

/**
 * A crop of a photo drawn at random; one that cannot be decoded is set aside and another drawn. What is
 * drawn never depends on which of them are known already: that differs after a break.
 */
async function anyCrop(
  files: readonly string[],
  unusable: Set<string>,
  size: number,
  random: Random,
): Promise<Uint8Array> {
  while (unusable.size < files.length) {
    const file = files[Math.floor(random() * files.length)]!;
    const place = { zoom: random(), atX: random(), atY: random(), mirrored: random() < 0.5 };
    if (unusable.has(file)) continue;
    try {
      return await cropOf(file, size, place);
    } catch {
      unusable.add(file);
    }
  }
  throw new PictureError('None of the photos in the folder can be decoded: choose a folder of photos.');
}

/** Where in a photo a crop lies, as parts of what there is room for. */
interface Place {
  readonly zoom: number;
  readonly atX: number;
  readonly atY: number;
  readonly mirrored: boolean;
}

async function cropOf(file: string, size: number, { zoom, atX, atY, mirrored }: Place): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { autoOrient: { width, height } } = await sharp(file).metadata(); // prettier-ignore
  const edge = Math.max(1, Math.round(Math.min(width, height) * (MIN_CROP + (1 - MIN_CROP) * zoom)));
  const [left, top] = [Math.floor(atX * (width - edge)), Math.floor(atY * (height - edge))];
  // The two decoding steps keep the crop in upright coordinates.
  const { data, info } = await sharp(file)
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#fff' })
    .extract({ left, top, width: edge, height: edge })
    .resize(size, size, { fit: 'fill' })
    .flop(mirrored)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${file} has ${info.channels} channels`);
  return data;
}
