/** Electron's utility processes as children of ours. */
import type { ForkOptions, UtilityProcess } from 'electron';
import type { Child } from '../process/child.ts';

/** `utilityProcess.fork`. */
export type Fork = (modulePath: string, args: string[], options: ForkOptions) => UtilityProcess;

/** Sends a signal to a process; `process.kill`. */
export type Kill = (pid: number, signal: NodeJS.Signals) => unknown;

/** A utility process as its supervisor holds it. */
export function asChild<M>(child: UtilityProcess, kill: Kill): Child<M> {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  // Its memory ran out, for instance. Its exit tells, which follows; an error that nobody listens to would be ours.
  child.on('error', () => undefined);
  const end = (pid: number): void => {
    try {
      kill(pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  };
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
      if (child.pid !== undefined) return end(child.pid);
      // Of one that is still being started, Electron does not heed `kill()`.
      child.once('spawn', () => {
        if (child.pid !== undefined) end(child.pid);
      });
    },
  };
}
