/**
 * Bringing styles in. A file's pieces are gathered in memory until it is whole, so that one that is never
 * finished leaves nothing; then it is checked, and only then written, under an id that is free.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withWeights } from '../../paint/dataFiles.ts';
import type { ModelDescription } from '../../paint/describe.ts';
import { readModel } from '../../paint/modelFile.ts';
import { StyleError } from '../../paint/painter.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { tooLarge } from '../../paint/styleSize.ts';
import { Silence } from '../../process/wakefulTimeout.ts';
import { writeNew } from '../atomicWrite.ts';
import { MAX_STYLE_FILE_BYTES } from '../contract.ts';
import { OneByOne } from '../oneByOne.ts';
import type { DescribeModel } from '../styles.ts';
import { freeId, titleOf } from './names.ts';

/**
 * Checks a model from anywhere and makes a style of it: the bytes to keep (changed where it had to be
 * adapted) and what they say of themselves. Rejects with a sentence for the person where it is none.
 */
export type Adopt = (bytes: Uint8Array) => Promise<{ bytes: Uint8Array; description: ModelDescription }>;

/** What the desk works with. */
export interface ImportOptions {
  readonly adopt: Adopt;
  /** The folder of the person's own styles. */
  readonly folder: string;
  /** Whether an id is used already, be it in the trash. */
  taken(id: string): Promise<boolean> | boolean;
  /** Writes a file where none may be; the tests make it fail. */
  readonly write?: (file: string, bytes: Uint8Array) => Promise<void>;
}

/** A style that was brought in. */
export interface Imported {
  readonly styleId: string;
  readonly title: string;
  /** The title is not in the file: it was made of the file's name. */
  readonly fromName: boolean;
}

/** A model that is about to come, and the files in which its weights lie, with their sizes. */
export interface ComingFiles {
  readonly name: string;
  readonly bytes: number;
  readonly data?: readonly { readonly name: string; readonly bytes: number }[];
}

interface Open {
  readonly files: ComingFiles;
  /** All files, one behind the other. */
  readonly bytes: Uint8Array;
  received: number;
  readonly silence: Silence;
}

/** An import that hears nothing for so long is over: its page is gone. */
export const STALL_MS = 30_000;
/** What the file of a model's weights is called where nobody said otherwise. */
const WEIGHTS = /\.onnx[._]data$/i;
/** So much may be on its way at a time. */
const MAX_OPEN_BYTES = 2 * MAX_STYLE_FILE_BYTES;
const MAX_OPEN = 16;

/** Takes in files, several at a time. */
export class ImportDesk {
  readonly #options: ImportOptions;
  readonly #open = new Map<string, Open>();
  /** One is hung after the other, so that two of one name do not want the same id. */
  readonly #adding = new OneByOne();

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  /** How many imports are under way. */
  get size(): number {
    return this.#open.size;
  }

  begin(importId: string, files: ComingFiles): void {
    const { name, data = [] } = files;
    const size = data.reduce((sum, { bytes }) => sum + bytes, files.bytes);
    checkSize(name, files.bytes === 0 ? 0 : size);
    if (WEIGHTS.test(name)) throw new Refusal('unusable-style', `"${name}" holds only the weights of a style: choose it together with the .onnx file.`); // prettier-ignore
    if (this.#open.has(importId)) throw new Refusal('unknown-import', 'This import has begun already.');
    const waiting = [...this.#open.values()].reduce((sum, { bytes }) => sum + bytes.length, size);
    if (waiting > MAX_OPEN_BYTES || this.#open.size >= MAX_OPEN) {
      throw new Refusal('unavailable', 'Other styles are just being brought in; try again in a moment.');
    }
    const silence = new Silence(STALL_MS, () => this.#open.delete(importId));
    this.#open.set(importId, { files, bytes: new Uint8Array(size), received: 0, silence });
  }

  /** Takes the next piece; answers how much is here. A piece that does not fit ends the import. */
  chunk(importId: string, offset: number, piece: Uint8Array): number {
    const open = this.#find(importId);
    if (offset !== open.received || offset + piece.length > open.bytes.length) {
      this.cancel(importId);
      throw new Refusal('unknown-import', `"${open.files.name}" came in pieces that do not fit. Try again.`);
    }
    open.bytes.set(piece, offset);
    open.received += piece.length;
    open.silence.broken();
    return open.received;
  }

  /** Everything has come: checks it and hangs it. */
  finish(importId: string): Promise<Imported> {
    const open = this.#find(importId);
    this.cancel(importId);
    const { name, bytes, data = [] } = open.files;
    if (open.received < open.bytes.length) {
      throw new Refusal('unknown-import', `"${name}" has not arrived whole. Try again.`);
    }
    let end = bytes;
    const weights = data.map((file) => [file.name, open.bytes.subarray(end, (end += file.bytes))] as const);
    return this.add(name, open.bytes.subarray(0, bytes), new Map(weights));
  }

  cancel(importId: string): void {
    this.#open.get(importId)?.silence.end();
    this.#open.delete(importId);
  }

  /** Makes a style of a whole file, or of one and those in which its weights lie, by their names. */
  add(
    name: string,
    bytes: Uint8Array,
    weights: ReadonlyMap<string, Uint8Array> = new Map(),
  ): Promise<Imported> {
    return this.#adding.run(() => this.#add(name, bytes, weights));
  }

  close(): void {
    for (const importId of [...this.#open.keys()]) this.cancel(importId);
  }

  async #add(name: string, bytes: Uint8Array, weights: ReadonlyMap<string, Uint8Array>): Promise<Imported> {
    checkSize(name, bytes.length);
    const adopted = await this.#adopt(bytes, weights).catch((error: unknown) => {
      throw unusable(name, error);
    });
    const { title } = adopted.description;
    const refused = new Set<string>();
    for (;;) {
      const styleId = await this.#freeId(name, refused);
      try {
        await (this.#options.write ?? writeNew)(join(this.#options.folder, `${styleId}.onnx`), adopted.bytes);
        return { styleId, title: title ?? titleOf(name), fromName: title === undefined };
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Somebody was quicker, or a file that could not be read has the name: the next one then.
        if (code !== 'EEXIST' || refused.size > 1000)
          throw new Refusal('storage', this.#refusal(name, error));
        refused.add(styleId);
      }
    }
  }

  async #adopt(bytes: Uint8Array, weights: ReadonlyMap<string, Uint8Array>): ReturnType<Adopt> {
    return this.#options.adopt(withWeights(bytes, weights));
  }

  async #freeId(name: string, refused: ReadonlySet<string>): Promise<string> {
    const seen = new Set(refused);
    for (;;) {
      const id = freeId(name, (candidate) => seen.has(candidate));
      if (!(await this.#options.taken(id))) return id;
      seen.add(id);
    }
  }

  #refusal(name: string, error: unknown): string {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOSPC':
      case 'EDQUOT':
        return `"${name}" cannot be kept: the disk is full. Make room and try again.`;
      case 'EROFS':
      case 'EACCES':
      case 'EPERM':
        return `"${name}" cannot be kept: the folder ${this.#options.folder} is read-only. Allow writing there and try again.`;
      default:
        return `"${name}" cannot be kept: ${messageOf(error)}`;
    }
  }

  #find(importId: string): Open {
    const open = this.#open.get(importId);
    if (!open) throw new Refusal('unknown-import', 'This import is over. Try again.');
    return open;
  }
}

function unusable(name: string, error: unknown): Refusal {
  return new Refusal('unusable-style', `"${name}" cannot be a style: ${messageOf(error)}`);
}

/**
 * A style's whole model, from its file and those beside it.
 * Rejects with a {@link Refusal} that says why where it cannot be had.
 */
export async function readStyle(path: string): Promise<Uint8Array> {
  const name = basename(path);
  try {
    checkSize(name, (await stat(path)).size);
    return (await readModel(path)).bytes;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof StyleError) throw unusable(name, error);
    throw new Refusal('unusable-style', `"${name}" cannot be read: ${messageOf(error)}`);
  }
}

/** @throws {Refusal} for a file that no style can be. */
function checkSize(name: string, size: number): void {
  if (size === 0) throw new Refusal('unusable-style', `"${name}" cannot be a style: the file is empty.`);
  const large = tooLarge(size);
  if (large !== null) throw new Refusal('too-large', `"${name}" cannot be a style: ${large}`);
}

/** Adoption without a painter: what can be read as a model is taken as it is. */
export function checkOnly(describe: DescribeModel): Adopt {
  return (bytes) =>
    new Promise((resolve) => {
      resolve({ bytes, description: describe(bytes) });
    });
}
