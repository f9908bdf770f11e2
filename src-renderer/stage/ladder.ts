/** The working sizes that are stepped through, in the shape that is nearest to the camera's. */
import type { Size } from '../camera/cover.ts';
import type { CameraLimits } from '../camera/openCamera.ts';

/** The sizes it steps through: one shape, so that nothing jumps, and no step of more than half as many pixels. */
export const LADDER: readonly Size[] = [256, 320, 384, 448, 512, 576, 640, 768, 896, 1024, 1280].map(
  (width) => ({ width, height: (width * 3) / 4 }),
);
/** The same for a wide camera, of which the other shape would cut a quarter off; all but two suit our networks. */
export const WIDE_LADDER: readonly Size[] = [
  256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1920,
].map((width) => ({ width, height: (width * 9) / 16 }));
/** What it starts with, and what cameras give without being asked twice. */
export const USUAL_SIZE: Size = { width: 640, height: 480 };
/** From this shape on a camera is wide; 16:10 is not. */
const WIDE = 1.7;
/** Up to this shape a camera, a telephone perhaps, is upright; one that can be turned gives squares, and lies. */
const UPRIGHT = 0.9;

/** What a camera tells of the sizes that are of use with it. */
export type CameraSizes = Size & Partial<Pick<CameraLimits, 'slowFrom'>>;

/** The sizes for a camera of which the largest picture is known; those of 4:3 where it is not. */
export function ladderFor(native: CameraSizes | null): readonly Size[] {
  if (!native) return LADDER;
  const [long, usual] = [longEdge(native), longEdge(USUAL_SIZE)];
  const wide = long / Math.min(native.width, native.height) >= WIDE;
  // More than the camera sees is not worth its cost, and no size is worth the camera's own rate.
  const most = wide ? long : Infinity;
  const slowFrom = native.slowFrom ? pixelsOf(native.slowFrom) : Infinity;
  const lying = (wide ? WIDE_LADDER : LADDER).filter(
    (size) => size.width <= usual || (size.width <= most && pixelsOf(size) < slowFrom),
  );
  return isUpright(native) ? lying.map(turned) : lying;
}

/** A size as it suits a camera: of an upright one, a size that lies would show a middle strip. So it is turned. */
export function suited(size: Size, native: Size | null): Size {
  return native && isUpright(native) && size.width > size.height ? turned(size) : size;
}

/** The place of the size whose longer edge is as long, or the next shorter. */
export function placeIn(ladder: readonly Size[], size: Size): number {
  return ladder.findLastIndex((one) => longEdge(one) <= longEdge(size));
}

function isUpright({ width, height }: Size): boolean {
  return width / height <= UPRIGHT;
}

function turned({ width, height }: Size): Size {
  return { width: height, height: width };
}

function longEdge({ width, height }: Size): number {
  return Math.max(width, height);
}

/** How many pixels it has. */
export function pixelsOf({ width, height }: Size): number {
  return width * height;
}
