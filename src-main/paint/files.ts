/** Pictures' files in the paint process: read, painted, written, with word of how far it is. */
import { writeFile } from 'node:fs/promises';
import type { ErrorCode } from '../studio/contract.ts';
import type { StyleShelf } from './engine.ts';
import { paintPicture } from './large/pictureFile.ts';
import { type Painter, StyleError, type StyleModel } from './painter.ts';
import type { FromPaint, PictureOrder } from './protocol.ts';
import { messageOf, Refusal } from './refusal.ts';

/** Paints the files it is told to, one after the other. */
export class FilePainting {
  readonly #painter: Painter;
  readonly #styles: StyleShelf;
  readonly #post: (message: FromPaint) => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  constructor(painter: Painter, styles: StyleShelf, post: (message: FromPaint) => Promise<void>) {
    this.#painter = painter;
    this.#styles = styles;
    this.#post = post;
  }

  /** Answers an order when its file is on disk, or cannot be painted; never rejects. */
  paint({ request, ...order }: PictureOrder & { request: number }): Promise<void> {
    const progress = (part: number): void => void this.#post({ type: 'progress', request, part });
    this.#last = this.#last.then(async () => {
      try {
        await this.#carryOut(order, progress);
        await this.#post({ type: 'done', request });
      } catch (error) {
        await this.#post({ type: 'done', request, error: errorOf(error) });
      }
    });
    return this.#last;
  }

  async #carryOut(order: PictureOrder, progress: (part: number) => void): Promise<void> {
    const { file, name, out, format, styleId, strength, keepColours, blend } = order;
    const second = blend && { style: this.#style(blend.styleId), amount: blend.amount };
    const look = { strength, keepColours, blend: second };
    const style = this.#style(styleId);
    const { bytes } = await paintPicture(this.#painter, { file, name, style, look, format, progress });
    try {
      await writeFile(out, bytes, { flush: true });
    } catch (error) {
      const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (full) throw new Refusal('disk-full', `“${name}” is painted, but the disk is full. Make room and try again.`); // prettier-ignore
      throw new Refusal('disk-failed', `“${name}” is painted, but cannot be written: ${messageOf(error)}`);
    }
  }

  #style(id: string): StyleModel {
    const style = this.#styles.find(id);
    if (!style) throw new Refusal('unknown-style', `There is no style "${id}" any more.`);
    return style;
  }
}

/** What goes back of an error. */
export function errorOf(error: unknown): { code: ErrorCode; message: string } {
  const code =
    error instanceof Refusal ? error.code : error instanceof StyleError ? 'unknown-style' : 'paint-failed';
  return { code, message: messageOf(error) };
}
