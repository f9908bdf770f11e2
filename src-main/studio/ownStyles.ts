/** The person's own styles folder: hanging a new style in it under a name of its own. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomicWrite.ts';

/** An id for a style of this title: `Café de nuit` becomes `cafe-de-nuit`. */
export function idOf(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const id = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  // A title in another script has nothing that a file name of ours may hold.
  return id.slice(0, 48).replace(/-+$/, '') || 'style';
}

/** Writes a style under the first id that is free; gives the id. */
export async function hangStyle(
  folder: string,
  taken: ReadonlySet<string>,
  style: Uint8Array,
  title: string,
): Promise<string> {
  const base = idOf(title);
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    const file = join(folder, `${id}.onnx`);
    if (taken.has(id) || (await exists(file))) continue;
    await writeAtomically(file, style);
    return id;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
