/** Starts paint processes as Electron's utility processes, and gives the present one ports to the page. */
import type { ForkOptions, MessagePortMain, UtilityProcess } from 'electron';
import type { PaintChild, ProcessEntry, SpawnPaint } from '../paint/child.ts';
import type { ToPaint } from '../paint/protocol.ts';

/** `utilityProcess.fork`. */
export type Fork = (modulePath: string, args: string[], options: ForkOptions) => UtilityProcess;

/** Sends a signal to a process; `process.kill`. */
export type Kill = (pid: number, signal: NodeJS.Signals) => unknown;

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
    return asPaintChild(child, this.#kill);
  };

  /** Gives the present process one end of a channel to the page; false when there is no process. */
  connect(port: MessagePortMain): boolean {
    if (!this.#child) return false;
    this.#child.postMessage({ type: 'connect' } satisfies ToPaint, [port]);
    return true;
  }
}

function asPaintChild(child: UtilityProcess, kill: Kill): PaintChild {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  return {
    // Electron knows it only once the process runs.
    get pid() {
      return child.pid;
    },
    send: (message) => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      if (ended) listener();
      else child.once('exit', () => listener());
    },
    kill: () => {
      if (ended) return;
      // Electron asks politely, which a process inside a long run of a network does not hear.
      if (child.pid === undefined) {
        child.kill();
        return;
      }
      try {
        kill(child.pid, 'SIGKILL');
      } catch {
        // It ended in the meantime.
      }
    },
  };
}
