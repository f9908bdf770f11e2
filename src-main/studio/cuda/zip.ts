/** Taking single files out of a zip archive, checked against its own checksums. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/** The archive cannot be read; the message says why. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const MOST_DIRECTORY = 16 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * Writes the named entries to files.
 * @throws {ZipError} when it is no archive, an entry is missing, or what is in it is not what it says.
 */
export async function unzip(archive: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const handle = await open(archive, 'r');
  try {
    const entries = await readDirectory(handle);
    for (const [name, file] of Object.entries(wanted)) {
      const entry = entries.get(name);
      if (!entry) throw new ZipError(`there is no ${name} in the archive`);
      await extract(archive, handle, name, entry, file);
    }
  } finally {
    await handle.close();
  }
}

async function readDirectory(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - END_BYTES - MOST_COMMENT), size);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new ZipError('it is no zip archive, or it is cut short');
  const [bytes, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (bytes > MOST_DIRECTORY || from + bytes > size) throw new ZipError('its directory is damaged');
  const directory = await readAt(handle, from, from + bytes);
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new ZipError('its directory is damaged');
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const [name = 0, extra = 0, comment = 0] = lengths;
    entries.set(directory.toString('utf8', at + 46, at + 46 + name), {
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

async function extract(
  archive: string,
  handle: FileHandle,
  name: string,
  entry: Entry,
  file: string,
): Promise<void> {
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new ZipError(`${name} is packed unknowably`);
  const header = await readAt(handle, entry.offset, entry.offset + 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw new ZipError(`${name} is damaged`);
  const from = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const check = new Checked(name, entry);
  const end = from + entry.packed - 1;
  const source =
    entry.packed === 0
      ? createReadStream(archive, { end: -1 })
      : createReadStream(archive, { start: from, end });
  const target = createWriteStream(file, { mode: 0o644 });
  if (entry.method === STORED) await pipeline(source, check, target);
  else await pipeline(source, createInflateRaw(), check, target).catch((error: unknown) => fail(name, error));
  check.finish();
}

/** Lets through what an entry says it has, and no more. */
class Checked extends Transform {
  readonly #name: string;
  readonly #entry: Entry;
  #bytes = 0;
  #crc = 0;

  constructor(name: string, entry: Entry) {
    super();
    this.#name = name;
    this.#entry = entry;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.#bytes += chunk.length;
    this.#crc = crc32(chunk, this.#crc);
    if (this.#bytes > this.#entry.size) done(new ZipError(`${this.#name} is larger than it says`));
    else done(null, chunk);
  }

  /** @throws {ZipError} when it was not what it says. */
  finish(): void {
    const right = this.#bytes === this.#entry.size && this.#crc === this.#entry.crc;
    if (!right) throw new ZipError(`${this.#name} is damaged`);
  }
}

function fail(name: string, error: unknown): never {
  if (error instanceof ZipError || (error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true)
    throw error;
  throw new ZipError(`${name} is damaged`);
}

async function readAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, to - from));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}
