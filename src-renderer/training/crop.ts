/** The chosen part of a painting, in shares of its width and height. */
import type { Crop } from '../bridge/contract.ts';

export const WHOLE: Crop = { x: 0, y: 0, width: 1, height: 1 };
/** Smaller parts are a slip of the hand. */
const LEAST = 0.1;

/** The part between two corners, kept inside the painting; the whole for what is hardly a part. */
export function cropBetween(ax: number, ay: number, bx: number, by: number): Crop {
  const [left, right] = [clamp(Math.min(ax, bx)), clamp(Math.max(ax, bx))];
  const [top, bottom] = [clamp(Math.min(ay, by)), clamp(Math.max(ay, by))];
  if (right - left < LEAST || bottom - top < LEAST) return WHOLE;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Moves a part, or with `resize` its lower right corner, by shares; it stays inside. */
export function nudge(crop: Crop, dx: number, dy: number, resize: boolean): Crop {
  if (resize) {
    const width = Math.min(1 - crop.x, Math.max(LEAST, crop.width + dx));
    const height = Math.min(1 - crop.y, Math.max(LEAST, crop.height + dy));
    return { ...crop, width, height };
  }
  const x = Math.min(1 - crop.width, clamp(crop.x + dx));
  const y = Math.min(1 - crop.height, clamp(crop.y + dy));
  return { ...crop, x, y };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
