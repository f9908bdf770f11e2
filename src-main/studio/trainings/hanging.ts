/** The last of a training: its style goes to the gallery. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../../paint/refusal.ts';
import { isDiskFull } from '../../train/diskError.ts';
import { sentence } from '../../train/failure.ts';
import { keepStyle } from '../../train/folder.ts';
import { creditsOf } from './job.ts';
import type { QueueOptions } from './queue.ts';

/** Hangs styles of trainings. */
export class Hanging {
  readonly #options: Pick<QueueOptions, 'shelf' | 'hang' | 'onNotice'>;
  readonly #shelf: QueueOptions['shelf'];

  constructor(options: Pick<QueueOptions, 'shelf' | 'hang' | 'onNotice'>) {
    this.#options = options;
    this.#shelf = options.shelf;
  }

  /**
   * Of a training that does not run, the style as its checkpoint has it: a matter of seconds, which waits for no
   * other. Rejects with a {@link Refusal} where another Pastiche works on it.
   */
  async keep(id: string): Promise<void> {
    const { plan, status } = this.#shelf.get(id);
    if (!plan) return;
    await this.#shelf.change(id, { status: 'pausing' }, null);
    const stands = status === 'pausing' ? 'interrupted' : status;
    try {
      const step = await keepStyle(this.#shelf.files(id), creditsOf(plan));
      if (step > 0) {
        await this.#shelf.change(id, { step });
        return await this.done(id, plan.title);
      }
      const message = 'It has no checkpoint yet, so there is nothing to keep: let it train for a while.';
      await this.#shelf.change(id, { status: stands, step }, message);
    } catch (error) {
      const message = isDiskFull(error)
        ? 'The disk is full: make room, then keep it again.'
        : sentence(error);
      await this.#shelf.change(id, { status: stands }, message);
    }
  }

  /** Of a training that is done, the style that it wrote. */
  async done(id: string, title: string): Promise<void> {
    try {
      const style = await readFile(this.#shelf.files(id).style);
      const styleId = await this.#options.hang(style, title);
      await this.#shelf.change(id, { status: 'finished', styleId }, null);
      this.#options.onNotice({ level: 'info', message: `${title} is trained and hangs in the gallery.` });
    } catch (error) {
      // The style is whole in the training's folder: going on hangs it again.
      const message = `The style could not be put into the gallery: ${messageOf(error)}`;
      await this.#shelf.change(id, { status: 'interrupted' }, message);
    }
  }
}
