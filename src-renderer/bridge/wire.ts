/**
 * Frames as bytes on a WebSocket: a 4-byte little-endian header length, the header as UTF-8 JSON, then the
 * pixels.
 */
import type { PaintedHeader, Reply, SentFrameHeader, ServerMessage } from './contract.ts';
import type { PaintAnswer, Pixels } from './bridge.ts';

const LENGTH_BYTES = 4;
/** Headers differ by a few digits. */
const SPARE_BYTES = 1024;
const MOST_FREE = 3;

/**
 * Writes frames into memory that is used again once it has been sent: new memory for a frame's megabyte, at
 * camera rate, costs more than copying it.
 */
export class FrameWriter {
  readonly #text = new TextEncoder();
  readonly #free: ArrayBuffer[] = [];
  #size = 0;

  /** One frame as bytes. */
  write(header: SentFrameHeader | PaintedHeader, pixels: Uint8Array): Pixels {
    const json = this.#text.encode(JSON.stringify(header));
    const size = LENGTH_BYTES + json.length + pixels.length;
    this.#size = size;
    const kept = this.#free.pop();
    const memory = kept && kept.byteLength >= size ? kept : new ArrayBuffer(size + SPARE_BYTES);
    return put(new Uint8Array(memory, 0, size), json, pixels);
  }

  /** Takes memory that is no longer needed: what {@link write} gave, and it may be anything else's. */
  free(memory: ArrayBuffer): void {
    // More are in use at once only while a line is slow.
    if (this.#free.length < MOST_FREE && memory.byteLength >= this.#size) this.#free.push(memory);
  }
}

/** Writes one request: as text, or, where its argument `bytes` is binary, with the bytes behind the header. */
export function encodeRequest(id: number, name: string, args: object): string | Pixels {
  const { bytes, ...others } = args as { bytes?: unknown };
  if (!(bytes instanceof Uint8Array)) return JSON.stringify({ type: 'request', id, name, args });
  return encodeBinary({ type: 'request', id, name, args: others }, bytes);
}

function encodeBinary(header: object, pixels: Uint8Array): Pixels {
  const json = new TextEncoder().encode(JSON.stringify(header));
  return put(new Uint8Array(LENGTH_BYTES + json.length + pixels.length), json, pixels);
}

function put(message: Pixels, json: Uint8Array, pixels: Uint8Array): Pixels {
  new DataView(message.buffer).setUint32(0, json.length, true);
  message.set(json, LENGTH_BYTES);
  message.set(pixels, LENGTH_BYTES + json.length);
  return message;
}

/** Reads a reply with bytes, which are a view of the message; null where the message is none. */
export function decodeReply(message: ArrayBuffer): { id: number; reply: Reply<unknown> } | null {
  const { header, bytes } = takeApart(message);
  const { type, id, reply } = header as Partial<ServerMessage & { type: 'reply' }>;
  if (type !== 'reply' || id === undefined || !reply) return null;
  return { id, reply: reply.ok ? { ok: true, value: { ...(reply.value as object), bytes } } : reply };
}

/** Reads one answer; the pixels are a view of the message, not a copy. @throws {RangeError} when it is cut short. */
export function decodeAnswer(message: ArrayBuffer): PaintAnswer {
  const { header: parsed, bytes: pixels } = takeApart(message);
  const header = parsed as PaintedHeader;
  if (!header.ok) return { header };
  const expected = header.width * header.height * (header.video ? 1.5 : 4);
  if (pixels.length !== expected) {
    throw new RangeError(
      `A frame of ${header.width}x${header.height} has ${pixels.length} bytes, not ${expected}.`,
    );
  }
  return { header, pixels };
}

function takeApart(message: ArrayBuffer): { header: unknown; bytes: Pixels } {
  if (message.byteLength < LENGTH_BYTES) throw new RangeError('A frame is shorter than its length field.');
  const start = LENGTH_BYTES + new DataView(message).getUint32(0, true);
  if (start > message.byteLength) throw new RangeError('A frame is shorter than its header.');
  const json = new Uint8Array(message, LENGTH_BYTES, start - LENGTH_BYTES);
  return { header: JSON.parse(new TextDecoder().decode(json)), bytes: new Uint8Array(message, start) };
}
