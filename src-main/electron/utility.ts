/** Electron's utility processes as children of ours. */
import type { ForkOptions, UtilityProcess } from 'electron';
import type { Child } from '../process/child.ts';

/** `utilityProcess.fork`. */
export type Fork = (modulePath: string, args: string[], options: ForkOptions) => UtilityProcess;

/** Sends a signal to a process; `process.kill`. */
export type Kill = (pid: number, signal: NodeJS.Signals) => unknown;

/** An end is told so soon, if at all: one that the app kept quiet about is not to excuse a later one. */
const TOLD_WITHIN_MS = 120_000;

/** When we ended processes, by their names: the app tells names, not numbers. */
const ended = new Map<string, number[]>();

/** Whether a process of this name, of whose end the app tells just now, was ended by us. Each is told of once. */
export function endedByUs(name: string): boolean {
  const recent = (ended.get(name) ?? []).filter((at) => performance.now() - at < TOLD_WITHIN_MS);
  const isOurs = recent.shift() !== undefined;
  ended.set(name, recent);
  return isOurs;
}

/** A utility process as its supervisor holds it; `name`: its `serviceName`. */
export function asChild<M>(child: UtilityProcess, kill: Kill, name: string): Child<M> {
  let gone = false;
  let told = false;
  child.once('exit', () => {
    gone = true;
  });
  // Its memory ran out, for instance. Its exit tells, which follows; an error that nobody listens to would be ours.
  child.on('error', () => undefined);
  const end = (pid: number): void => {
    try {
      kill(pid, 'SIGKILL');
      if (!told) ended.set(name, [...(ended.get(name) ?? []), performance.now()]);
      told = true;
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
      if (!gone) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      if (gone) listener();
      else child.once('exit', () => listener());
    },
    kill: () => {
      if (gone) return;
      // Electron asks politely, which a process inside a long run of a network does not hear.
      if (child.pid !== undefined) return end(child.pid);
      // Of one that is still being started, Electron does not heed `kill()`.
      child.once('spawn', () => {
        if (child.pid !== undefined) end(child.pid);
      });
    },
  };
}
