/**
 * The losses of a training, one JSON object per line, only ever appended to. A training that goes on from a
 * checkpoint takes some steps again: of two lines with the same step the later one counts, and a line that a
 * crash cut off is left out.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { LossRecord } from './options.ts';

/** Collects losses and appends them; what the disk refuses is kept for the next time. */
export class LossLog {
  readonly #file: string;
  #unwritten: LossRecord[] = [];
  /** The file may end in half a line: a crash or a full disk cut it off. */
  #torn = true;

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes a step. */
  add(record: LossRecord): void {
    this.#unwritten.push(record);
  }

  /** Appends what was noted. Rejects when the disk refuses; nothing is lost then. */
  async flush(): Promise<void> {
    if (this.#unwritten.length === 0) return;
    const count = this.#unwritten.length;
    const lines = this.#unwritten.map((record) => `${JSON.stringify(record)}\n`).join('');
    try {
      // Half a line gets a line of its own.
      await appendFile(this.#file, this.#torn ? `\n${lines}` : lines);
    } catch (error) {
      this.#torn = true;
      throw error;
    }
    this.#torn = false;
    this.#unwritten = this.#unwritten.slice(count);
  }
}

/** Reads a history; empty when there is none. */
export async function readLosses(file: string): Promise<LossRecord[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return [];
  }
  return parseLosses(text);
}

/** The steps in order, each once, from the text of a history. */
export function parseLosses(text: string): LossRecord[] {
  const history: LossRecord[] = [];
  for (const line of text.split('\n')) {
    const record = parseLine(line);
    if (!record) continue;
    while (history.length > 0 && history.at(-1)!.step >= record.step) history.pop();
    history.push(record);
  }
  return history;
}

/**
 * At most so many points of a history, each the mean of an equal stretch of steps: single photos differ so
 * much that bare losses hide how they fall.
 */
export function thinLosses(history: readonly LossRecord[], most: number): LossRecord[] {
  if (history.length <= most) return [...history];
  return Array.from({ length: most }, (_, i) => {
    const from = Math.floor((i * history.length) / most);
    const stretch = history.slice(from, Math.floor(((i + 1) * history.length) / most));
    const mean = (key: keyof LossRecord): number =>
      stretch.reduce((sum, record) => sum + record[key], 0) / stretch.length;
    const last = stretch.at(-1)!.step;
    return {
      step: last,
      total: mean('total'),
      content: mean('content'),
      style: mean('style'),
      tv: mean('tv'),
    };
  });
}

function parseLine(line: string): LossRecord | undefined {
  try {
    return LossRecord.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
