/** Whether a recording that seems to be left was finished before. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isClip, type MediaFacts, readFacts } from './describe.ts';
import { attempt, type ShelfName } from './names.ts';

/** An index changes nothing of a clip's length. */
const SAME_S = 0.1;

/**
 * Whether the ordinary file of what was written is there: the power, or the process, went before that was removed. Both
 * say to the millisecond when they were begun, and are equally long; what was cut of a clip is shorter.
 */
export async function wasFinished(folder: string, { file, name, type }: ShelfName): Promise<boolean> {
  if (!isClip(type)) return false;
  const facts = (of: string): Promise<MediaFacts | null> =>
    readFacts(join(folder, of), type).catch(() => null);
  let written: MediaFacts | null = null;
  // Where its name was taken it is called by the next one.
  for (let n = 1; ; n++) {
    const other = `${attempt(name, n)}.${type}`;
    if (!(await stat(join(folder, other)).catch(() => null))) return false;
    const made = await facts(other);
    if (typeof made?.begun !== 'number') continue;
    written ??= await facts(file);
    const isLike = Math.abs((written?.seconds ?? NaN) - (made.seconds ?? NaN)) < SAME_S;
    if (written?.begun === made.begun && isLike) return true;
  }
}
