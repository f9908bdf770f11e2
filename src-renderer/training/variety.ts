/** Picking frames for variety: sixty near-copies of one picture teach a network nothing but that picture. */

/** Edge of the squares in which frames are compared. */
const GRID = { columns: 16, rows: 12 } as const;
/** Two frames whose squares differ by fewer levels than this on average are near-copies. */
const LEAST_DIFFERENCE = 9;

/**
 * How much brighter or darker a frame's squares are than the frame: a camera that adjusts its exposure shows nothing new.
 * The frame is RGBA.
 */
export function signature(pixels: Uint8Array, width: number, height: number): Float32Array {
  const { columns, rows } = GRID;
  const sums = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  // Every fourth pixel of every fourth row is plenty.
  for (let y = 0; y < height; y += 4) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0; x < width; x += 4) {
      const at = 4 * (y * width + x);
      const cell = row + Math.floor((x * columns) / width);
      sums[cell]! += 0.3 * pixels[at]! + 0.59 * pixels[at + 1]! + 0.11 * pixels[at + 2]!;
      counts[cell]! += 1;
    }
  }
  const levels = sums.map((sum, cell) => sum / Math.max(1, counts[cell]!));
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

/** Whether a frame shows something that none of the frames before it does. */
export function isNew(frame: Float32Array, known: readonly Float32Array[]): boolean {
  return known.every((other) => difference(frame, other) >= LEAST_DIFFERENCE);
}

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, cell) => sum + Math.abs(value - b[cell]!), 0) / a.length;
}
