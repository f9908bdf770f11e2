/** The paint process's view of the style files: it reads them itself, when a painter asks for the bytes. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { StyleShelf } from './engine.ts';
import { readModelSync } from './modelFile.ts';
import { StyleError, type StyleModel, UnreadableError } from './painter.ts';
import type { FoundStyle, StyleFile } from './protocol.ts';
import { messageOf } from './refusal.ts';
import { tooLarge } from './styleSize.ts';

/** Style files by id; {@link set} replaces them all. */
export class FileShelf implements StyleShelf {
  #models = new Map<string, { file: StyleFile; model: StyleModel }>();
  /** Ids of styles that have been here, also of those that went: painters may hold sessions of them. */
  readonly #seen = new Set<string>();
  #revision = 0;
  readonly #onFound: (found: FoundStyle) => void;

  /** `onFound` is told what had to be found out by running a style. */
  constructor(onFound: (found: FoundStyle) => void = () => undefined) {
    this.#onFound = onFound;
  }

  /** The library as it now is. A file that has changed gets a new model id, so that painters load it anew. */
  set(files: readonly StyleFile[]): void {
    this.#revision += 1;
    const next = new Map<string, { file: StyleFile; model: StyleModel }>();
    for (const file of files) {
      const known = this.#models.get(file.id);
      const { id: styleId, stamp, found } = file;
      const same = known?.file.stamp === stamp && known.file.file === file.file;
      const newId = this.#seen.has(styleId) ? `${styleId}#${this.#revision}` : styleId;
      // What is known of it by now changes nothing of what painters have loaded.
      const asItWas = same && (known.file.found !== undefined || found === undefined);
      const onFound: StyleModel['onFound'] = (shown) => this.#onFound({ styleId, stamp, found: shown });
      const model = (): StyleModel =>
        styleOfFile(same ? known.model.id : newId, file.file, { found, onFound });
      next.set(styleId, asItWas ? known : { file, model: model() });
      this.#seen.add(styleId);
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
export function styleOfFile(
  id: string,
  file: string,
  findings: Pick<StyleModel, 'found' | 'onFound'> = {},
): StyleModel {
  return {
    ...findings,
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
