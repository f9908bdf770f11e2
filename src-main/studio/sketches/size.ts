/** How large a still this machine can paint. */

/** Measured on ONNX Runtime's processor device: bytes that a pixel of the finest size takes, and the rest. */
const BYTES_PER_PIXEL = 5400;
const BYTES_AT_LEAST = 250e6;
/** A still may take this part of the machine's memory. */
const SHARE = 0.5;
const LEAST_EDGE = 256;

/** The wanted longer edge of a picture of this shape, or the largest that the memory has room for. */
export function fittingEdge(
  wanted: number,
  { width, height }: { width: number; height: number },
  memory: number,
): number {
  const shape = Math.min(width, height) / Math.max(width, height);
  const pixels = Math.max(0, SHARE * memory - BYTES_AT_LEAST) / BYTES_PER_PIXEL;
  return Math.max(LEAST_EDGE, Math.min(wanted, Math.floor(Math.sqrt(pixels / shape))));
}
