/** How much of a clip is whole: one that was torn off in the middle of a write is read up to here. */
import type { FileHandle } from 'node:fs/promises';

/** Where the part of an open clip ends that can be read. */
export async function wholePart(handle: FileHandle, type: 'mp4' | 'webm'): Promise<number> {
  const { size } = await handle.stat();
  return type === 'mp4' ? wholeBoxes(handle, size) : wholeElements(handle, size);
}

/** MP4: `moof` boxes, which say where pictures are, must be there with the pictures' own box at least begun. */
async function wholeBoxes(handle: FileHandle, size: number): Promise<number> {
  const head = Buffer.alloc(16);
  let end = 0;
  for (let at = 0; at + 8 <= size;) {
    const { bytesRead } = await handle.read(head, 0, 16, at);
    const type = head.toString('latin1', 4, 8);
    const length = boxLength(head, bytesRead);
    if (length === null || !/^[\w ]{4}$/.test(type)) break;
    const next = at + length;
    if (type === 'mdat') end = Math.min(next, size);
    else if (type !== 'moof' && next <= size) end = next;
    at = next;
  }
  return end;
}

/** A box's length; null when it makes no sense. Some lengths take 64 bits. */
function boxLength(head: Buffer, available: number): number | null {
  const short = head.readUInt32BE(0);
  if (short >= 8) return short;
  if (short !== 1 || available < 16) return null;
  const long = Number(head.readBigUInt64BE(8));
  return long >= 16 && Number.isSafeInteger(long) ? long : null;
}

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;

/** WebM: elements inside the segment and its clusters, which have no length of their own while they grow. */
async function wholeElements(handle: FileHandle, size: number): Promise<number> {
  const head = Buffer.alloc(12);
  let end = 0;
  for (let at = 0; at < size;) {
    const { bytesRead } = await handle.read(head, 0, 12, at);
    const idBytes = Math.clz32(head[0]!) - 23;
    const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23;
    if (idBytes > 4 || sizeBytes > 8 || idBytes + sizeBytes > bytesRead) break;
    const id = head.readUIntBE(0, idBytes);
    const start = at + idBytes + sizeBytes;
    if (id === SEGMENT || id === CLUSTER) {
      at = start;
      continue;
    }
    // The length's leading bits tell how many bytes it takes; lengths here are far below 2^48.
    const [first, ...rest] = head.subarray(idBytes, idBytes + sizeBytes);
    const length = rest.reduce((sum, byte) => sum * 256 + byte, first! & (0xff >> sizeBytes));
    if (start + length > size) break;
    at = end = start + length;
  }
  return end;
}
