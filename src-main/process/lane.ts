/**
 * Messages between two processes over a bare stream. Node's own channel copies a message several times, and builds
 * it up in new memory each time, which for a frame of 1920x1080 costs more than painting it: here the bytes of a
 * message are written from where they lie, and read into where they stay.
 *
 * A message is two lengths, its head, and the bytes of one of its fields, if it has any worth taking out.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import { memoryFor } from './memory.ts';
import type { Port } from './port.ts';

/** Names the descriptor of a child's lane, in its environment. */
export const LANE = 'PASTICHE_LANE';

/** Bytes before the head: its length and that of what follows it, each 32 bits, lowest byte first. */
const LENGTHS = 8;
/** Fewer bytes are not worth a piece of their own. */
const WORTH_IT = 4096;
/** Room for what is small, of which many come at once. */
const ROOM = 64 * 1024;

interface Head {
  /** The message, without the field whose bytes follow. */
  readonly message: unknown;
  readonly field?: string;
}

/** Puts messages together from pieces of any size. */
export class LaneReader {
  readonly #hear: (message: unknown) => void;
  #small = new Uint8Array(ROOM);
  #filled = 0;
  /** A message whose bytes are coming. */
  #coming: { readonly head: Head; readonly bytes: Uint8Array; filled: number } | undefined;

  constructor(hear: (message: unknown) => void) {
    this.#hear = hear;
  }

  /** Where the next bytes belong; never empty. */
  get room(): Uint8Array {
    return this.#coming
      ? this.#coming.bytes.subarray(this.#coming.filled)
      : this.#small.subarray(this.#filled);
  }

  /** So many bytes have been written to {@link room}. */
  took(count: number): void {
    const coming = this.#coming;
    if (!coming) {
      this.#filled += count;
      return this.#parse();
    }
    coming.filled += count;
    if (coming.filled < coming.bytes.length) return;
    this.#coming = undefined;
    this.#hear(whole(coming.head, coming.bytes));
  }

  /** A piece that lies elsewhere. */
  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const room = this.room;
      const part = piece.subarray(at, at + room.length);
      room.set(part);
      at += part.length;
      this.took(part.length);
    }
  }

  #parse(): void {
    let at = 0;
    while (this.#filled - at >= LENGTHS && !this.#coming) {
      const view = new DataView(this.#small.buffer, at);
      const [headLength, length] = [view.getUint32(0, true), view.getUint32(4, true)];
      if (LENGTHS + headLength > this.#small.length) this.#grow(LENGTHS + headLength);
      if (this.#filled - at < LENGTHS + headLength) break;
      at += LENGTHS + headLength;
      // A copy: what is read from it may keep pointing into it.
      const head = deserialize(Buffer.from(this.#small.subarray(at - headLength, at))) as Head;
      if (length === 0) {
        this.#hear(head.message);
        continue;
      }
      const bytes = memoryFor(length);
      const there = this.#small.subarray(at, Math.min(this.#filled, at + length));
      bytes.set(there);
      at += there.length;
      if (there.length === length) this.#hear(whole(head, bytes));
      else this.#coming = { head, bytes, filled: there.length };
    }
    this.#small.copyWithin(0, at, this.#filled);
    this.#filled -= at;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(length);
    larger.set(this.#small.subarray(0, this.#filled));
    this.#small = larger;
  }
}

function whole({ message, field }: Head, bytes: Uint8Array): unknown {
  return field === undefined ? message : { ...(message as object), [field]: bytes };
}

/** A message's pieces, in order; the last is the field's own memory, not a copy. */
export function piecesOf(message: unknown): Uint8Array[] {
  const field = largestField(message);
  const { [field?.name ?? '']: _, ...rest } = (message ?? {}) as Record<string, unknown>;
  const head = serialize((field ? { message: rest, field: field.name } : { message }) satisfies Head);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(head.length, 0);
  lengths.writeUInt32LE(field?.bytes.length ?? 0, 4);
  return [lengths, head, ...(field ? [field.bytes] : [])];
}

function largestField(message: unknown): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  return Object.entries(message ?? {})
    .flatMap(([name, bytes]) => (bytes instanceof Uint8Array ? [{ name, bytes }] : []))
    .filter(({ bytes }) => bytes.length >= WORTH_IT)
    .sort((one, other) => other.bytes.length - one.bytes.length)[0];
}

/** One end of a lane. */
export class Lane implements Port {
  readonly #stream: Duplex;
  readonly #listeners: ((message: unknown, ports: readonly Port[]) => void)[] = [];
  #early: unknown[] = [];
  #sent: Promise<void> = Promise.resolve();

  /** @param open gives the stream, and has what comes on it read by this reader. */
  constructor(open: (reader: LaneReader) => Duplex) {
    this.#stream = open(new LaneReader((message) => this.#hear(message)));
    // What went wrong is told by its closing, which follows.
    this.#stream.on('error', () => undefined);
  }

  post(message: unknown): Promise<void> {
    return (this.#sent = new Promise((resolve) => {
      if (!this.#stream.writable) return resolve();
      const pieces = piecesOf(message);
      this.#stream.cork();
      pieces.forEach((piece, i) => {
        this.#stream.write(piece, i === pieces.length - 1 ? () => resolve() : undefined);
      });
      this.#stream.uncork();
    }));
  }

  delivered(): Promise<void> {
    return this.#sent;
  }

  /** The first messages wait for somebody who listens. No ports come with any. */
  onMessage(listener: (message: unknown, ports: readonly Port[]) => void): void {
    this.#listeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.#hear(message);
  }

  onClose(listener: () => void): void {
    this.#stream.on('close', listener);
  }

  #hear(message: unknown): void {
    if (this.#listeners.length === 0) this.#early.push(message);
    // Who begins to listen only now was not meant.
    for (const listener of [...this.#listeners]) listener(message, []);
  }
}

/** A lane over a stream that there is. */
export function laneOver(stream: Duplex): Lane {
  return new Lane((reader) => stream.on('data', (piece: Buffer) => reader.add(piece)));
}

/** The lane at a descriptor that this process was given: read straight into the messages' memory. */
export function openLane(fd: number): Lane {
  return new Lane((reader) => {
    const onread = {
      buffer: () => reader.room,
      callback: (count: number): boolean => {
        reader.took(count);
        return true;
      },
    };
    // Apart: the types know `onread` for connections only.
    const options = { fd, readable: true, writable: true, onread };
    return new Socket(options);
  });
}
