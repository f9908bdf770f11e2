/** A style as it is given away: under the title that the person sees, which is in its file too. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeModel, encodeMetadata, encodeModel, type ModelProto } from '../../graph/index.ts';
import { writeAtomically } from '../atomicWrite.ts';
import type { StyleInfo } from '../contract.ts';
import { clearAbandoned, ownFolder } from '../owners.ts';
import { fileName } from '../recordings/names.ts';
import { readStyle } from './imports.ts';

/** A style's file to be given away. */
export interface GivenStyle {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a style's file is called outside: by its title, or its id where nothing of that fits a name. */
export function givenName({ id, title }: { id: string; title: string }): string {
  return `${fileName(title) || id}.onnx`;
}

/** A style that hangs, as it is given away. Rejects with a {@link Refusal} where its file cannot be read. */
export async function givenStyle({ file, info }: { file: string; info: StyleInfo }): Promise<GivenStyle> {
  return { name: givenName(info), bytes: withTitle(await readStyle(file), info.title) };
}

/** A model with another title; everything else in it stays as it is. What is no model is left alone. */
export function withTitle(bytes: Uint8Array, title: string): Uint8Array {
  let model: ModelProto;
  try {
    model = decodeModel(bytes);
  } catch {
    return bytes;
  }
  const own = model.metadataProps.filter(({ key }) => key === 'title');
  if (own.at(-1)?.value === title) return bytes;
  const ours = model.metadataProps.some(({ key }) => key === 'pastiche.format');
  // Put behind, where the last one counts: what we know nothing of in a file from elsewhere stays.
  if (own.length === 0 || !ours) return Uint8Array.from(Buffer.concat([bytes, encodeMetadata({ title })]));
  const others = model.metadataProps.filter(({ key }) => key !== 'title');
  return encodeModel({ ...model, metadataProps: [...others, { key: 'title', value: title }] });
}

/**
 * Copies that were dragged out. Whoever one is dropped on may read it much later: they stay until the app ends, or,
 * where it did not come to that, until the next start.
 */
export class DraggedCopies {
  /** Another Pastiche on the same data has its own. */
  readonly #folder: string;
  readonly #cleared: Promise<void>;

  constructor(dataFolder: string) {
    const shared = join(dataFolder, 'given');
    this.#folder = ownFolder(shared);
    this.#cleared = clearAbandoned(shared);
  }

  /** Makes a copy under its name; gives its file. */
  async add({ name, bytes }: GivenStyle): Promise<string> {
    await this.#cleared;
    const file = join(this.#folder, name);
    await writeAtomically(file, bytes);
    return file;
  }

  async clear(): Promise<void> {
    await this.#cleared;
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
