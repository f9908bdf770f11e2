/**
 * How a picture that is too large to be painted at once is cut: into tiles that overlap by more than a
 * network sees to either side, of which only the middle is kept. Pure.
 */
import type { FrameSize } from '../painter.ts';

/** A part of a picture, in pixels. */
export interface Rect extends FrameSize {
  readonly x: number;
  readonly y: number;
}

/** What is painted of a picture at a time, and what of it is kept. */
export interface Tile {
  readonly window: Rect;
  /** Lies within the window; the cores of all tiles cover the picture, each pixel once. */
  readonly core: Rect;
}

/**
 * Pictures of up to so many pixels are painted at once: 1920x1080 is, and takes 480 MB with a network of
 * ours. A tile takes half of that.
 */
export const WHOLE_PIXELS = 2_400_000;
/** A network of ours sees 110 pixels to either side, one of Johnson's 70. */
export const MARGIN = 128;
const CORE = 832;
/** Tiles begin at multiples of this, so that layers at a fraction of the resolution fall into step. */
const STEP = 32;

/** Whether a picture is painted in tiles. */
export function isLarge({ width, height }: FrameSize, most = WHOLE_PIXELS): boolean {
  return width * height > most;
}

/** The tiles of a picture, row by row. All windows but the last of a row or column are of one size. */
export function planTiles({ width, height }: FrameSize, core = CORE, margin = MARGIN): Tile[] {
  const rows = spans(height, core, margin);
  return rows.flatMap((row) =>
    spans(width, core, margin).map((column) => ({
      window: { x: column.from, y: row.from, width: column.to - column.from, height: row.to - row.from },
      core: {
        ...{ x: column.keepFrom, y: row.keepFrom },
        ...{ width: column.keepTo - column.keepFrom, height: row.keepTo - row.keepFrom },
      },
    })),
  );
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly keepFrom: number;
  readonly keepTo: number;
}

function spans(length: number, core: number, margin: number): Span[] {
  const up = (value: number): number => Math.ceil(value / STEP) * STEP;
  const count = Math.max(1, Math.ceil(length / core));
  const pace = up(length / count);
  const window = pace + 2 * up(margin);
  if (count === 1 || window >= length) return [{ from: 0, to: length, keepFrom: 0, keepTo: length }];
  const last = Math.floor((length - window) / STEP) * STEP;
  return Array.from({ length: Math.ceil(length / pace) }, (_, i) => {
    const from = Math.min(Math.max(0, i * pace - up(margin)), last);
    const to = from === last ? length : from + window;
    return { from, to, keepFrom: i * pace, keepTo: Math.min(length, (i + 1) * pace) };
  });
}

/** Side of the samples that are put together into one picture, and how many across and down. */
const SAMPLE = 512;
const ACROSS = 3;
const DOWN = 2;
/** One picture of samples for so many pixels. */
const PIXELS_PER_SAMPLING = 6_000_000;
const MOST_SAMPLINGS = 6;

/** A picture put together of samples of a larger one. */
export interface Sampling extends FrameSize {
  readonly samples: readonly { readonly from: Rect; readonly x: number; readonly y: number }[];
}

/** Samples from all over a picture, spread evenly; as many pictures of them as its size asks for. */
export function planSamplings(size: FrameSize): Sampling[] {
  const count = Math.min(MOST_SAMPLINGS, Math.ceil((size.width * size.height) / PIXELS_PER_SAMPLING));
  const [width, height] = [Math.min(SAMPLE, size.width), Math.min(SAMPLE, size.height)];
  return Array.from({ length: count }, (_, n) => ({
    width: width * ACROSS,
    height: height * DOWN,
    samples: Array.from({ length: ACROSS * DOWN }, (_sample, at) => {
      const [column, row] = [at % ACROSS, Math.floor(at / ACROSS)];
      const place = (index: number, cells: number, room: number, turn: number): number =>
        Math.round(((index * count + turn + 0.5) / (cells * count)) * room);
      const from = {
        x: place(column, ACROSS, size.width - width, n),
        // In another order than across, or the samples would lie along diagonals.
        y: place(row, DOWN, size.height - height, (2 * n + column) % count),
        ...{ width, height },
      };
      return { from, x: column * width, y: row * height };
    }),
  }));
}

/** Copies a part of one RGBA picture to a place in another. */
export function copyRect(
  from: { readonly pixels: Uint8Array; readonly width: number },
  rect: Rect,
  to: { readonly pixels: Uint8Array; readonly width: number },
  x: number,
  y: number,
): void {
  for (let row = 0; row < rect.height; row++) {
    const start = ((rect.y + row) * from.width + rect.x) * 4;
    const line = from.pixels.subarray(start, start + rect.width * 4);
    to.pixels.set(line, ((y + row) * to.width + x) * 4);
  }
}

/** A part of an RGBA picture, as a picture of its own. */
export function crop(from: { readonly pixels: Uint8Array; readonly width: number }, rect: Rect): Uint8Array {
  const pixels = new Uint8Array(rect.width * rect.height * 4);
  copyRect(from, rect, { pixels, width: rect.width }, 0, 0);
  return pixels;
}
