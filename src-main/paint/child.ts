/** A paint process as its supervisor holds it, and how Node starts one. */
import { fork } from 'node:child_process';
import type { ToPaint } from './protocol.ts';

/** A running paint process, however it was started. */
export interface PaintChild {
  readonly pid: number | undefined;
  /** Sends a message; one that can no longer arrive is lost quietly, `onExit` tells. */
  send(message: ToPaint): void;
  onMessage(listener: (data: unknown) => void): void;
  /** Told once, when the process has ended or could not be started. */
  onExit(listener: () => void): void;
  /** Ends the process at once; it holds nothing worth saving. */
  kill(): void;
}

/** Starts a paint process. */
export type SpawnPaint = () => PaintChild;

/** A program's file and what Node needs to run it. */
export interface ProcessEntry {
  readonly file: string;
  readonly execArgv: readonly string[];
}

/** Starts paint processes under Node, with structured messages over its IPC channel. */
export function forkPaint(entry: ProcessEntry): SpawnPaint {
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
