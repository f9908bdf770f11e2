/**
 * Frames on the WebSocket: a 4-byte little-endian header length, the header as UTF-8 JSON, the pixels.
 */
import { Refusal } from '../paint/refusal.ts';

/** Frame headers are some 150 bytes; what is longer is no header. */
const MAX_HEADER_BYTES = 4096;

/** The parts of a binary message, unchecked but for their shape. */
export interface RawFrame {
  header: unknown;
  pixels: Uint8Array;
}

/** Takes a binary message apart without copying the pixels. @throws {Refusal} `malformed` */
export function decodeFrame(message: Uint8Array): RawFrame {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const length = message.length >= 4 ? view.getUint32(0, true) : 0;
  if (length === 0 || length > MAX_HEADER_BYTES || 4 + length > message.length) {
    throw new Refusal('malformed', 'A binary message must start with the length of its header.');
  }
  const text = new TextDecoder().decode(message.subarray(4, 4 + length));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new Refusal('malformed', "A frame's header must be JSON.");
  }
  return { header, pixels: message.subarray(4 + length) };
}

/** The parts of a binary message to send, in order: the pixels are not copied. */
export function encodeFrame(header: object, pixels?: Uint8Array): Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(4 + text.length);
  new DataView(start.buffer).setUint32(0, text.length, true);
  start.set(text, 4);
  return pixels ? [start, pixels] : [start];
}
