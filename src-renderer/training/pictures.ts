/** Pictures on their way into a training. */
import type { Picture, PictureSource } from '../camera/source.ts';

/** Longest edge of a photo to learn on: training looks at a fraction of it at a time. */
const PHOTO_EDGE = 1024;
/** The size of a camera's frame to learn on. */
export const FRAME_SIZE = { width: 640, height: 480 } as const;
const FACE_SIZE = { width: 384, height: 288 } as const;

/** A photo reduced to what training needs; null for what is no picture. */
export async function reducePhoto(file: Blob): Promise<Blob | null> {
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file);
  } catch {
    return null;
  }
  const scale = Math.min(1, PHOTO_EDGE / Math.max(image.width, image.height));
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  try {
    if (Math.min(width, height) < 64) return null;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return null;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  } finally {
    image.close();
  }
}

/** What the source shows now, as a JPEG; the person's picture for the previews. */
export async function faceOf(source: PictureSource): Promise<Blob> {
  return toJpeg(await source.peek(FACE_SIZE));
}

/** A picture's pixels as a JPEG. */
export async function toJpeg({ width, height, pixels }: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser cannot draw on an OffscreenCanvas.');
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
}

/** A JPEG of the main side's for an `<img>`. */
export function jpegUrl(base64: string): string {
  return `data:image/jpeg;base64,${base64}`;
}
