/** Snapshots: what is on the stage as a PNG, alone or beside its original. */
import type { Bridge, Pixels } from '../bridge/bridge.ts';
import type { Size } from '../camera/cover.ts';
import { Outbox } from './outbox.ts';
import { turnedRound } from './turn.ts';

/** Pixels of a picture. */
export interface Still extends Size {
  readonly pixels: Pixels;
}

/** Lays pictures of one size side by side and makes a PNG of them, without loss. */
export async function pngOf(pictures: readonly Still[], mirrored: boolean): Promise<Blob> {
  const width = pictures.reduce((sum, picture) => sum + picture.width, 0);
  const height = Math.max(...pictures.map((picture) => picture.height));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser cannot draw on an OffscreenCanvas.');
  let left = 0;
  for (const picture of pictures) {
    context.putImageData(imageOf(picture, mirrored), left, 0);
    left += picture.width;
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

function imageOf({ pixels, width, height }: Still, mirrored: boolean): ImageData {
  const own = mirrored ? turnedRound(pixels, width, height) : pixels.slice(0, width * height * 4);
  return new ImageData(new Uint8ClampedArray(own.buffer), width, height);
}

/** Saves a file that is whole already; rejects with what the main side says against it. */
export async function saveFile(
  bridge: Pick<Bridge, 'request'>,
  type: 'png' | 'jpg' | 'webp',
  style: string | null,
  blob: Blob,
): Promise<void> {
  const begun = await bridge.request('recordings.begin', { type, style });
  if (!begun.ok) throw new Error(begun.message);
  const { handle } = begun.value;
  const outbox = new Outbox({
    append: (sequence, bytes) => bridge.request('recordings.append', { handle, sequence, bytes }),
    grown: () => undefined,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  outbox.put(new Uint8Array(await blob.arrayBuffer()));
  await outbox.settled();
  if (outbox.error) {
    await bridge.request('recordings.discard', { handle });
    throw outbox.error;
  }
  const finished = await bridge.request('recordings.finish', { handle, chunks: outbox.chunks });
  if (!finished.ok) throw new Error(finished.message);
}

/** Copies a picture; false where the window may not. */
export async function copyPicture(blob: Blob): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    return true;
  } catch {
    return false;
  }
}

/** Lays pictures side by side, saves them as one, and tells whether that was copied, too. */
export async function takeSnapshot(
  bridge: Pick<Bridge, 'request'>,
  pictures: readonly Still[],
  mirrored: boolean,
  style: string | null,
): Promise<boolean> {
  const blob = await pngOf(pictures, mirrored);
  // At once: a window may copy only shortly after a key was pressed.
  const copied = await copyPicture(blob);
  await saveFile(bridge, 'png', style, blob);
  return copied;
}
