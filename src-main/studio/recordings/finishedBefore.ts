/** Whether a recording that seems to be left was finished before. */
import { join } from 'node:path';
import { isClip, type MediaFacts, readFacts } from './describe.ts';
import type { ShelfName } from './names.ts';

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
  const made = await facts(`${name}.${type}`);
  if (typeof made?.begun !== 'number') return false;
  const written = await facts(file);
  return written?.begun === made.begun && Math.abs((written.seconds ?? NaN) - (made.seconds ?? NaN)) < SAME_S;
}
