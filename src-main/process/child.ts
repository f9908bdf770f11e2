/** A child process of ours as its supervisor holds it, and how Node starts one. */
import { fork } from 'node:child_process';

/** A running child process that is sent messages of type `M`, however it was started. */
export interface Child<M> {
  readonly pid: number | undefined;
  /** Sends a message; one that can no longer arrive is lost quietly, `onExit` tells. */
  send(message: M): void;
  onMessage(listener: (data: unknown) => void): void;
  /** Told once, when the process has ended or could not be started. */
  onExit(listener: () => void): void;
  /** Ends the process at once; whatever it held is on disk or not worth saving. */
  kill(): void;
}

/** A program's file and what Node needs to run it. */
export interface ProcessEntry {
  readonly file: string;
  readonly execArgv: readonly string[];
}

/** Starts child processes under Node, with structured messages over its IPC channel. */
export function forkChild<M extends object>(entry: ProcessEntry): () => Child<M> {
  return () => {
    const child = fork(entry.file, [], {
      execArgv: [...entry.execArgv],
      serialization: 'advanced',
      // Its stdout goes to our stderr: our stdout carries one line only, and not from there.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => {
        let told = false;
        const tell = (): void => {
          if (told) return;
          told = true;
          listener();
        };
        child.on('exit', tell);
        child.on('error', tell);
      },
      kill: () => child.kill('SIGKILL'),
    };
  };
}
