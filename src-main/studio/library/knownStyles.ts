/**
 * What was found in style files, kept in the data folder from one start to the next: to read and decode hundreds of them
 * takes seconds. Nothing depends on it: what is missing, damaged or of another Pastiche is found out again.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { Found } from '../../paint/found.ts';
import { writeAtomically } from '../atomicWrite.ts';
import { StyleInfo } from '../contract.ts';
import { OneByOne } from '../oneByOne.ts';
import { readPatiently } from '../patientRead.ts';

/** What was found in a style's file when it had the stamp that the style has. */
const KnownStyle = z.object({
  path: z.string(),
  /** Names of other files of its folder in which its weights lie; the stamp is theirs, too. */
  beside: z.array(z.string().regex(/^(?!\.{1,2}$)[^/\\]+$/)),
  style: StyleInfo.extend({ stamp: z.string() }),
  /** What running it showed, where that was needed. */
  found: Found.optional(),
});
export type KnownStyle = Readonly<z.infer<typeof KnownStyle>>;

/** Changes with how files are understood; releases tell each other apart by their version. */
const FORM = 1;

/** Keeps what is known of styles in a file. */
export class KnownStyles {
  readonly #file: string;
  readonly #version: string;
  /** What the file says, or is to say when all is written. */
  #text = '';
  readonly #writing = new OneByOne();

  constructor(dataFolder: string, version: string) {
    this.#file = join(dataFolder, 'known-styles.json');
    this.#version = `${version} ${FORM}`;
  }

  /** What was kept; nothing where the file says nothing that can be used. */
  async read(): Promise<KnownStyle[]> {
    const KeptStyles = z.object({ version: z.literal(this.#version), styles: z.array(KnownStyle) });
    try {
      const text = await readPatiently(this.#file);
      const { styles } = KeptStyles.parse(JSON.parse(text));
      this.#text = text;
      return styles;
    } catch {
      return [];
    }
  }

  /** Keeps this instead, unless it is what is kept. */
  keep(styles: readonly KnownStyle[]): void {
    const text = `${JSON.stringify({ version: this.#version, styles })}\n`;
    if (text === this.#text) return;
    this.#text = text;
    // A disk that refuses costs the next start some time.
    this.#writing.run(() => writeAtomically(this.#file, text)).catch(() => undefined);
  }

  /** Resolves when everything is on disk, or refused by it. */
  settled(): Promise<void> {
    return this.#writing.settled();
  }
}
