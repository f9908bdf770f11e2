/** Starts paint processes as Electron's utility processes, and gives the present one ports to the page. */
import type { MessagePortMain, UtilityProcess } from 'electron';
import type { SpawnPaint } from '../paint/child.ts';
import type { ToPaint } from '../paint/protocol.ts';
import type { ProcessEntry } from '../process/child.ts';
import { asChild, type Fork, type Kill } from './utility.ts';

/** The paint process, whichever it is just now. */
export class PaintProcess {
  readonly #fork: Fork;
  readonly #entry: ProcessEntry;
  readonly #kill: Kill;
  #child: UtilityProcess | undefined;

  constructor(fork: Fork, entry: ProcessEntry, kill: Kill) {
    this.#fork = fork;
    this.#entry = entry;
    this.#kill = kill;
  }

  /** The present process, to tell it from the next; undefined while there is none. */
  get current(): object | undefined {
    return this.#child;
  }

  /** Starts a process; the supervisor calls it again when one has ended. */
  readonly spawn: SpawnPaint = () => {
    const child = this.#fork(this.#entry.file, [], {
      execArgv: [...this.#entry.execArgv],
      serviceName: 'Pastiche Painter',
      stdio: 'inherit',
    });
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return asChild<ToPaint>(child, this.#kill);
  };

  /** Gives the present process one end of a channel to the page; false when there is no process. */
  connect(port: MessagePortMain): boolean {
    if (!this.#child) return false;
    this.#child.postMessage({ type: 'connect' } satisfies ToPaint, [port]);
    return true;
  }
}
