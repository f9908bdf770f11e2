/** Snapshots: what is on the stage as a PNG, alone or beside its original. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Size } from '../camera/cover.ts';
import { pictureCanvas } from '../camera/pictureCanvas.ts';
import { heard, told } from '../language/language.svelte.ts';
import type { Shown } from '../stage/pump.ts';
import { enlarged } from './enlarged.ts';
import { Outbox } from './outbox.ts';

/** Lays pictures side by side, each at this size, and makes a PNG of them, without loss. */
export async function pngOf(
  pictures: readonly CanvasImageSource[],
  { width, height }: Size,
  mirrored: boolean,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width * pictures.length, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser cannot draw on an OffscreenCanvas.');
  context.imageSmoothingQuality = 'high';
  for (const [index, picture] of pictures.entries()) {
    const [left, right] = [index * width, (index + 1) * width];
    context.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? right : left, 0);
    context.drawImage(picture, 0, 0, width, height);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Saves a file that is whole already; rejects with what the main side says against it. */
export async function saveFile(
  bridge: Pick<Bridge, 'request'>,
  type: 'png' | 'jpg' | 'webp',
  style: string | null,
  blob: Blob,
): Promise<void> {
  const begun = await bridge.request('recordings.begin', { type, style });
  if (!begun.ok) throw new Error(told(begun));
  const { handle } = begun.value;
  const outbox = new Outbox({
    append: (sequence, bytes) => bridge.request('recordings.append', { handle, sequence, bytes }),
    grown: () => undefined,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  outbox.put(new Uint8Array(await blob.arrayBuffer()));
  await outbox.settled();
  if (outbox.error) {
    // A torn picture is of no use, also once the connection is back.
    void outbox.insist(() => bridge.request('recordings.discard', { handle }));
    throw new Error(heard(outbox.error.message));
  }
  const finished = await outbox.end((chunks) => bridge.request('recordings.finish', { handle, chunks }));
  if (!finished.ok) throw new Error(told(finished));
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

/** A snapshot to be taken. */
export interface Snapshot {
  /** What hangs on the stage. It is of one moment, so that original and painting belong together. */
  readonly shown: Shown;
  /** Never smaller than that. */
  readonly size: Size;
  readonly mirrored: boolean;
  /** With the original on its left. */
  readonly both: boolean;
  /** The style's title. */
  readonly style: string | null;
}

/** Draws what hangs on the stage anew at a size, saves it, and tells whether that was copied, too. */
export async function takeSnapshot(bridge: Pick<Bridge, 'request'>, snapshot: Snapshot): Promise<boolean> {
  const blob = await snapshotPng(snapshot);
  // At once: a window may copy only shortly after a key was pressed.
  const copied = await copyPicture(blob);
  await saveFile(bridge, 'png', snapshot.style, blob);
  return copied;
}

function snapshotPng({ shown, size, mirrored, both }: Snapshot): Promise<Blob> {
  const { image, close } = enlarged(shown, size);
  try {
    // All is drawn before this returns: the next picture may take the memory of this one's pixels.
    return pngOf(both ? [pictureCanvas(shown.original), image] : [image], size, mirrored);
  } finally {
    close();
  }
}
