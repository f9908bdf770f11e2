/** The size of a snapshot, and how what hangs on the stage gets to it: as it does on the stage itself. */
import type { Size } from '../camera/cover.ts';
import { pictureCanvas } from '../camera/pictureCanvas.ts';
import { FineCanvas } from '../stage/fineCanvas.ts';
import type { Shown } from '../stage/pump.ts';

/** 4K: on larger stages nobody would see more, and the file would grow all the same. */
const MOST_PIXELS = 3840 * 2160;

/**
 * The size for a snapshot of a whole picture: large enough for every pixel of the stage that shows it, and of the
 * camera where it sees more; within bounds, but never smaller than what was painted.
 */
export function snapshotSize(picture: Size, stage: Size, camera: Size | null): Size {
  const { width, height } = picture;
  const onStage = Math.max(stage.width / width, stage.height / height);
  // The camera's picture is cut to the shape of the painted one.
  const seen = camera ? Math.min(camera.width / width, camera.height / height) : 0;
  const most = Math.sqrt(MOST_PIXELS / (width * height));
  const times = Math.max(1, Math.min(Math.max(onStage, seen), most));
  return { width: Math.round(width * times), height: Math.round(height * times) };
}

/** An image to be drawn at a size; it is gone once it is closed. */
export interface Enlarged {
  readonly image: CanvasImageSource;
  close(): void;
}

/**
 * What hangs on the stage, drawn anew for a size: on the graphics card so that edges stay where the original has
 * them; as it is, for the browser to scale, where the stage leaves it to the browser, too.
 */
export function enlarged(shown: Shown, size: Size): Enlarged {
  const grows = size.width > shown.width || size.height > shown.height;
  return (shown.styleId !== null && grows && onCard(shown, size)) || { image: pictureCanvas(shown), close: () => undefined }; // prettier-ignore
}

function onCard(shown: Shown, { width, height }: Size): Enlarged | null {
  const image = new OffscreenCanvas(width, height);
  const fine = FineCanvas.open(image);
  if (!fine) return null;
  fine.draw(shown, shown.original, { width, height });
  // A card that went away while it drew has drawn nothing.
  return fine.lost ? null : { image, close: () => fine.close() };
}
