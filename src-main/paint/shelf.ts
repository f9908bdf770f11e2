/** The paint process's view of the style files: it reads them itself, when a painter asks for the bytes. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { StyleShelf } from './engine.ts';
import { StyleError, type StyleModel, UnreadableError } from './painter.ts';
import type { StyleFile } from './protocol.ts';
import { messageOf } from './refusal.ts';

/** Style files over this size are refused unread. */
export const MAX_STYLE_BYTES = 256 * 1024 * 1024;
/** What the person is told of one, whether or not it was read. */
export const TOO_LARGE = 'This file is larger than 256 MB, which no style is.';

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
      next.set(file.id, same ? known : { file, model: lazyModel(modelId, file.file) });
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
function lazyModel(id: string, file: string): StyleModel {
  return {
    id,
    get bytes() {
      try {
        if (statSync(file).size <= MAX_STYLE_BYTES) return readFileSync(file);
      } catch (error) {
        // A lock, too many open files: the next time it may go well.
        throw new UnreadableError(`The style file ${basename(file)} cannot be read: ${messageOf(error)}`);
      }
      throw new StyleError(`The style file ${basename(file)} cannot be read: it is larger than 256 MB`);
    },
  };
}
