/** Starts paint processes as Electron's utility processes, and gives the one that paints ports to the page. */
import type { MessagePortMain, UtilityProcess } from 'electron';
import type { SpawnPaint } from '../paint/child.ts';
import type { ToPaint } from '../paint/protocol.ts';
import type { ProcessEntry } from '../process/child.ts';
import { asChild, type Fork, type Kill } from './utility.ts';

const NAME = 'Pastiche Painter';

/** The paint processes: one, and a second one while that gets ready to take its place. */
export class PaintProcess {
  readonly #fork: Fork;
  readonly #entry: ProcessEntry;
  readonly #kill: Kill;
  readonly #children = new Set<UtilityProcess>();

  constructor(fork: Fork, entry: ProcessEntry, kill: Kill) {
    this.#fork = fork;
    this.#entry = entry;
    this.#kill = kill;
  }

  /** Starts a process; the supervisor calls it again when one has ended. */
  readonly spawn: SpawnPaint = () => {
    const child = this.#fork(this.#entry.file, [], {
      execArgv: [...this.#entry.execArgv],
      serviceName: NAME,
      stdio: 'inherit',
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return asChild<ToPaint>(child, this.#kill, NAME);
  };

  /** Gives the process of this id one end of a channel to the page; false when there is none. */
  connect(pid: number, port: MessagePortMain): boolean {
    const child = [...this.#children].find((one) => one.pid === pid);
    if (!child) return false;
    child.postMessage({ type: 'connect' } satisfies ToPaint, [port]);
    return true;
  }
}
