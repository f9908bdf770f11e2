/** Large pictures out of small ones: put together of tiles, or painted smaller and enlarged. */
import type { Sharp } from 'sharp';
import { loadSharp } from '../../process/lazy.ts';
import { colourMatrix } from '../colours.ts';
import type { Frame, Painted } from '../painter.ts';
import { copyRect, crop, planTiles, type Sampling } from './tiles.ts';

/** Paints one tile that begins at a place. */
export type PaintTile = (tile: Frame, place: { readonly x: number; readonly y: number }) => Promise<Painted>;

/** Paints a picture tile by tile. */
export async function paintTiles(frame: Frame, paint: PaintTile): Promise<Painted> {
  const tiles = planTiles(frame);
  const pixels = new Uint8Array(frame.width * frame.height * 4);
  let paintMs = 0;
  for (const [done, { window, core }] of tiles.entries()) {
    const { width, height, x, y } = window;
    const painted = await paint({ ...frame, width, height, pixels: crop(frame, window) }, { x, y });
    const kept = { ...core, x: core.x - x, y: core.y - y };
    copyRect({ pixels: painted.pixels, width }, kept, { pixels, width: frame.width }, core.x, core.y);
    paintMs += painted.paintMs;
    frame.progress?.((done + 1) / tiles.length);
  }
  return { pixels, paintMs };
}

/**
 * Paints a picture at a size of at most so many pixels and enlarges the painting: for networks that must see
 * the whole. Strength and colours are the large picture's own.
 */
export async function paintEnlarged(
  frame: Frame,
  mostPixels: number,
  paint: (smaller: Frame) => Promise<Painted>,
): Promise<Painted> {
  const { width, height, strength, keepColours = false } = frame;
  const scale = Math.sqrt(mostPixels / (width * height));
  const small = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
  const sharp = await loadSharp();
  const raw = (pixels: Uint8Array, size: { width: number; height: number }): Sharp =>
    sharp(pixels, { raw: { width: size.width, height: size.height, channels: 4 } });
  const resized = (picture: Sharp, size: typeof small): Promise<Buffer> =>
    picture
      .resize({ ...size, fit: 'fill' })
      .raw()
      .toBuffer();
  const smaller = await resized(raw(frame.pixels, frame), small);
  const painted = await paint({ ...frame, ...small, pixels: smaller, strength: 1, keepColours: false });
  const enlarged = await resized(raw(painted.pixels, small), { width, height });
  if (strength < 1 || keepColours) layOver(frame.pixels, enlarged, colourMatrix(strength, keepColours));
  frame.progress?.(1);
  return { pixels: enlarged, paintMs: painted.paintMs };
}

/** The picture of samples that a plan asks for. */
export function sampled(frame: Frame, { width, height, samples }: Sampling): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  for (const { from, x, y } of samples) copyRect(frame, from, { pixels, width }, x, y);
  return pixels;
}

/** Changes a painting to what of it shows on its frame. No graph of this size would be bounded in memory. */
function layOver(frame: Uint8Array, painting: Uint8Array, matrix: Float32Array): void {
  const away = [0, 0, 0];
  for (let at = 0; at < frame.length; at += 4) {
    for (let c = 0; c < 3; c++) away[c] = painting[at + c]! - frame[at + c]!;
    for (let c = 0; c < 3; c++) {
      const row = 3 * c;
      const change = matrix[row]! * away[0]! + matrix[row + 1]! * away[1]! + matrix[row + 2]! * away[2]!;
      painting[at + c] = Math.min(255, Math.max(0, Math.round(frame[at + c]! + change)));
    }
  }
}
