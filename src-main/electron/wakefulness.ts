/** Keeps the machine awake while it works for the person, and the screen while that is being recorded. */
import type { PowerSaveBlocker } from 'electron';
import type { Work } from '../studio/work.ts';

/**
 * Work ends in many ways: it is finished, its page goes, its process dies. Looking every so often finds them all,
 * and no sleep comes within so few milliseconds.
 */
const LOOK_MS = 2000;

type Kind = Parameters<PowerSaveBlocker['start']>[0];

/** Blocks sleep as long as there is a reason to. */
export class Wakefulness {
  readonly #blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  readonly #work: () => Work;
  #held: { kind: Kind; id: number } | undefined;

  constructor(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>, work: () => Work) {
    this.#blocker = blocker;
    this.#work = work;
    setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    const kind = kindFor(this.#work());
    const before = this.#held;
    if (kind === before?.kind) return;
    // The new one first: there is no moment without.
    this.#held = kind && { kind, id: this.#blocker.start(kind) };
    if (before) this.#blocker.stop(before.id);
  }
}

/** A screen that goes dark would take the camera's light, and on some systems the page's pictures, from a clip. */
function kindFor({ recording, repainting, training }: Work): Kind | undefined {
  if (recording) return 'prevent-display-sleep';
  return repainting || training ? 'prevent-app-suspension' : undefined;
}
