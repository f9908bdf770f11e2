/**
 * Frames as bytes on a WebSocket: a 4-byte little-endian header length, the header as UTF-8 JSON, then the
 * pixels.
 */
import type { PaintedHeader, SentFrameHeader } from './contract.ts';
import type { PaintAnswer, Pixels } from './bridge.ts';

const LENGTH_BYTES = 4;

/** Writes one frame. */
export function encodeFrame(header: SentFrameHeader | PaintedHeader, pixels: Pixels): Pixels {
  return encodeBinary(header, pixels);
}

/** Writes one request: as text, or, where its argument `bytes` is binary, with the bytes behind the header. */
export function encodeRequest(id: number, name: string, args: object): string | Pixels {
  const { bytes, ...others } = args as { bytes?: unknown };
  if (!(bytes instanceof Uint8Array)) return JSON.stringify({ type: 'request', id, name, args });
  return encodeBinary({ type: 'request', id, name, args: others }, bytes);
}

function encodeBinary(header: object, pixels: Uint8Array): Pixels {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(LENGTH_BYTES + json.length + pixels.length);
  new DataView(message.buffer).setUint32(0, json.length, true);
  message.set(json, LENGTH_BYTES);
  message.set(pixels, LENGTH_BYTES + json.length);
  return message;
}

/** Reads one answer; the pixels are a view of the message, not a copy. @throws {RangeError} when it is cut short. */
export function decodeAnswer(message: ArrayBuffer): PaintAnswer {
  if (message.byteLength < LENGTH_BYTES) throw new RangeError('A frame is shorter than its length field.');
  const start = LENGTH_BYTES + new DataView(message).getUint32(0, true);
  if (start > message.byteLength) throw new RangeError('A frame is shorter than its header.');
  const json = new Uint8Array(message, LENGTH_BYTES, start - LENGTH_BYTES);
  const header = JSON.parse(new TextDecoder().decode(json)) as PaintedHeader;
  if (!header.ok) return { header };
  const pixels = new Uint8Array(message, start);
  const expected = header.width * header.height * 4;
  if (pixels.length !== expected) {
    throw new RangeError(
      `A frame of ${header.width}x${header.height} has ${pixels.length} bytes, not ${expected}.`,
    );
  }
  return { header, pixels };
}
