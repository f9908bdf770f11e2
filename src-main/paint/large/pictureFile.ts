/** A picture's file, painted into another one. */
import { loadSharp } from '../../process/lazy.ts';
import type { Frame, FrameSize, Painter, StyleModel } from '../painter.ts';
import { messageOf, Refusal } from '../refusal.ts';

/** What a painted picture can be kept as. */
export type PictureFormat = 'jpg' | 'png' | 'webp' | 'avif' | 'tiff';

/** How pictures of a kind are to be painted. */
export type Look = Pick<Frame, 'strength' | 'keepColours' | 'blend'>;

/** One picture to paint. */
export interface PictureJob {
  readonly file: string;
  /** What to call it when something is wrong with it. */
  readonly name: string;
  readonly style: StyleModel;
  readonly look: Look;
  readonly format: PictureFormat;
  /** Width to paint at; the picture's own where it is left out. */
  readonly width?: number | undefined;
  readonly progress?: ((part: number) => void) | undefined;
}

/** More than this takes more memory than a person expects; it is twice what is asked of us. */
const MOST_MEGAPIXELS = 50;
const QUALITY = 92;
/** What sharp calls the formats it reads. */
const SHARP_FORMATS = { jpg: 'jpeg', png: 'png', webp: 'webp', avif: 'avif', tiff: 'tiff' } as const;

/**
 * Paints a picture as it is meant to be seen: turned as its camera was held, on white where it is clear.
 * @throws {Refusal} `bad-input` for a file that is no picture, `too-large` for one that is.
 */
export async function paintPicture(
  painter: Painter,
  { file, name, style, look, format, width: wanted, progress }: PictureJob,
): Promise<FrameSize & { readonly bytes: Buffer; readonly paintMs: number }> {
  const { pixels, width, height } = await readPicture(file, name, wanted);
  const painted = await painter.paint(style, {
    width,
    height,
    pixels,
    ...look,
    ...(progress && { progress }),
  });
  const bytes = await encodePicture(painted.pixels, { width, height, channels: 4 }, format);
  return { bytes, width, height, paintMs: painted.paintMs };
}

/** A picture's pixels as the bytes of its file. Nothing of it is clear. */
export async function encodePicture(
  pixels: Uint8Array | Uint8ClampedArray,
  { width, height, channels }: FrameSize & { readonly channels: 3 | 4 },
  format: PictureFormat,
): Promise<Buffer> {
  const sharp = await loadSharp();
  const picture = sharp(pixels, { raw: { width, height, channels } }).removeAlpha();
  // For PNG a quality would mean a palette.
  const options = format === 'png' ? {} : { quality: QUALITY };
  return picture.toFormat(SHARP_FORMATS[format], options).toBuffer();
}

async function readPicture(
  file: string,
  name: string,
  wanted: number | undefined,
): Promise<FrameSize & { readonly pixels: Uint8Array }> {
  try {
    const sharp = await loadSharp();
    const picture = sharp(file, { limitInputPixels: MOST_MEGAPIXELS * 1_000_000 });
    const upright = picture.autoOrient().toColourspace('srgb').flatten({ background: '#fff' });
    const sized = wanted === undefined ? upright : upright.resize({ width: Math.round(wanted) });
    const { data, info } = await sized.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width, height: info.height };
  } catch (error) {
    throw refusal(name, messageOf(error));
  }
}

function refusal(name: string, why: string): Refusal {
  if (/pixel limit/i.test(why)) {
    const message = `“${name}” has more than ${MOST_MEGAPIXELS} megapixels. Make it smaller, then try again.`;
    return new Refusal('too-large', message);
  }
  const reason = why.split('\n')[0]?.replace(/\.$/, '') ?? '';
  const message = `“${name}” cannot be read as a picture (${reason}). If other programs show it, save it there as JPEG or PNG and try again.`;
  return new Refusal('bad-input', message);
}
