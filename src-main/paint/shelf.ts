/** The paint process's view of the style files: it reads them itself, when a painter asks for the bytes. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { StyleShelf } from './engine.ts';
import { readModelSync } from './modelFile.ts';
import { StyleError, type StyleModel, UnreadableError } from './painter.ts';
import type { StyleFile } from './protocol.ts';
import { messageOf } from './refusal.ts';
import { tooLarge } from './styleSize.ts';

/** Style files by id; {@link set} replaces them all. */
export class FileShelf implements StyleShelf {
  #models = new Map<string, { file: StyleFile; model: StyleModel }>();
  /** Ids of styles that have been here, also of those that went: painters may hold sessions of them. */
  readonly #seen = new Set<string>();
  #revision = 0;

  /** The library as it now is. A file that has changed gets a new model id, so that painters load it anew. */
  set(files: readonly StyleFile[]): void {
    this.#revision += 1;
    const next = new Map<string, { file: StyleFile; model: StyleModel }>();
    for (const file of files) {
      const known = this.#models.get(file.id);
      const same = known?.file.stamp === file.stamp && known.file.file === file.file;
      const modelId = this.#seen.has(file.id) ? `${file.id}#${this.#revision}` : file.id;
      next.set(file.id, same ? known : { file, model: styleOfFile(modelId, file.file) });
      this.#seen.add(file.id);
    }
    this.#models = next;
  }

  find(styleId: string): StyleModel | undefined {
    return this.#models.get(styleId)?.model;
  }

  ids(): readonly string[] {
    return [...this.#models.keys()];
  }
}

/** A model whose bytes are read when asked for: a painter asks once, when it loads it. */
export function styleOfFile(id: string, file: string): StyleModel {
  return {
    id,
    get bytes() {
      const told = (why: string): string => `The style file ${basename(file)} cannot be read: ${why}`;
      let large: string | null;
      try {
        large = tooLarge(statSync(file).size);
        if (large === null) return readModelSync(file);
      } catch (error) {
        if (error instanceof StyleError) throw new StyleError(told(error.message));
        // A lock, too many open files: the next time it may go well.
        throw new UnreadableError(told(messageOf(error)));
      }
      throw new StyleError(told(large));
    },
  };
}
