/** HEIC, as iPhones take photos: a format that neither browsers nor the main side can decode. */

const HEAD_BYTES = 64;
/** What such a file says it is: a picture, or several, encoded as HEVC. */
const BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** Whether a file is HEIC by its first box, whatever it is called. */
export async function isHeic(file: Blob): Promise<boolean> {
  const head = new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const text = (at: number): string =>
    String.fromCharCode(...new Uint8Array(head.buffer, at, Math.min(4, head.byteLength - at)));
  if (head.byteLength < 12 || text(4) !== 'ftyp') return false;
  if (BRANDS.has(text(8))) return true;
  // One that calls itself by a general brand says further on which it is. Between them lies a version.
  for (let at = 16; at + 4 <= Math.min(head.getUint32(0), head.byteLength); at += 4) {
    if (BRANDS.has(text(at))) return true;
  }
  return false;
}
