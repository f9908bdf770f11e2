/**
 * Frames on the WebSocket: a 4-byte little-endian header length, the header as UTF-8 JSON, the pixels.
 */
import { Refusal } from '../paint/refusal.ts';

/** Frame headers are some 150 bytes; what is longer is no header. */
const MAX_HEADER_BYTES = 4096;

/** A binary message, unchecked but for its shape. */
export interface RawFrame {
  header: unknown;
  /** What follows the header, in as many pieces as it came in. */
  rest: readonly Uint8Array[];
}

/** Takes a binary message apart without copying the pixels. @throws {Refusal} `malformed` */
export function decodeFrame(pieces: readonly Uint8Array[]): RawFrame {
  const [first = new Uint8Array(), ...others] = withWholeHeader(pieces);
  const length = lengthOf(first);
  if (length === 0 || length > MAX_HEADER_BYTES || 4 + length > first.length) {
    throw new Refusal('malformed', 'A binary message must start with the length of its header.');
  }
  const text = new TextDecoder().decode(first.subarray(4, 4 + length));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new Refusal('malformed', "A frame's header must be JSON.");
  }
  return { header, rest: [first.subarray(4 + length), ...others] };
}

/** Browsers send a large message in pieces, the first of which has room for more than a header. */
function withWholeHeader(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const [first] = pieces;
  const length = first ? lengthOf(first) : 0;
  const isWhole = first && first.length >= 4 && (length > MAX_HEADER_BYTES || first.length >= 4 + length);
  return isWhole ? pieces : [Buffer.concat(pieces)];
}

function lengthOf(message: Uint8Array): number {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return message.length >= 4 ? view.getUint32(0, true) : 0;
}

/** The length of pieces in bytes. */
export function totalOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Pieces in one, in memory of their length. */
export function joined(pieces: readonly Uint8Array[], into: Uint8Array): Uint8Array {
  let at = 0;
  for (const piece of pieces) {
    into.set(piece, at);
    at += piece.length;
  }
  return into;
}

/** The parts of a binary message to send, in order: the pixels are not copied. */
export function encodeFrame(header: object, pixels?: Uint8Array): Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(4 + text.length);
  new DataView(start.buffer).setUint32(0, text.length, true);
  start.set(text, 4);
  return pixels ? [start, pixels] : [start];
}
