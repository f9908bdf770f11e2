/** What goes wrong in the server itself is for the log: whoever asked hears of it only that it did. */
import type { IncomingMessage } from 'node:http';
import { describeError, type Log } from '../studio/log.ts';

/** Who asked has gone, as players do that have heard enough: nothing is wrong. */
const GONE = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];
/** While a system has no more room for connections it says so for each, and for one and the same again and again. */
const QUIET_MS = 60_000;

/** Writes down what goes wrong in a server. */
export class Troubles {
  readonly #log: Pick<Log, 'write'>;
  #quietUntil = 0;

  constructor(log: Pick<Log, 'write'>) {
    this.#log = log;
  }

  /** A request could not be answered. Of its address only the path is kept: the rest may be the key. */
  answering({ method = '', url = '' }: IncomingMessage, error: unknown): void {
    if (GONE.includes((error as NodeJS.ErrnoException).code ?? '')) return;
    const path = url.replace(/[?#].*/s, '');
    this.#log.write('error', 'main', `${method} ${path} could not be answered: ${describeError(error)}`);
  }

  /** A connection could not be taken, which a process or a system with too many open files for instance cannot. */
  accepting(error: Error): void {
    const now = performance.now();
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + QUIET_MS;
    this.#log.write('error', 'main', `A connection could not be taken: ${error.message}`);
  }
}
