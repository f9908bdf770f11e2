/** The signals that a terminal sends. */
import process from 'node:process';

/**
 * Ctrl-C in a terminal reaches every process in it, and so does its close; the one that started this decides when it
 * ends, and has it save first what it works on.
 */
export function endOnlyWhenTold(from: Pick<NodeJS.EventEmitter, 'on'> = process): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) from.on(signal, () => undefined);
}
