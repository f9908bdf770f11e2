/** A child process of ours as its supervisor holds it, and how Node starts one. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import process from 'node:process';
import type { Duplex } from 'node:stream';
import { LANE, laneOver } from './lane.ts';

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

/** After stdin, stdout and stderr. */
const LANE_FD = 3;

/** Starts child processes under Node, with structured messages over a lane. */
export function forkChild<M extends object>(
  entry: ProcessEntry,
  overLane = process.platform !== 'win32',
): () => Child<M> {
  // Windows' pipes have ways of their own, and Node's channel knows them.
  return () => {
    try {
      return overLane ? withLane(entry) : withChannel(entry);
    } catch (error) {
      // Node's own errors are mistakes of ours. Any other is the system's, which has no room left for it, say: whoever
      // wants it knows what to do about one that ends.
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || code.startsWith('ERR_')) throw error;
      return stillborn();
    }
  };
}

/** A process, or a thread, that could not be started: it has ended before it says anything. */
export function stillborn<M>(): Child<M> {
  return {
    pid: undefined,
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) => void setImmediate(listener),
    kill: () => undefined,
  };
}

function withLane<M extends object>({ file, execArgv }: ProcessEntry): Child<M> {
  const child = spawn(process.execPath, [...execArgv, file], {
    env: { ...process.env, [LANE]: String(LANE_FD) },
    // Its stdout goes to our stderr: our stdout carries one line only, and not from there.
    stdio: ['ignore', 2, 2, 'pipe'],
  });
  // Where there are no descriptors left, it has none of them; its error, which follows, says so.
  const stdio = child.stdio as ChildProcess['stdio'] | undefined;
  const stream = stdio?.[LANE_FD] as Duplex | null | undefined;
  const lane = stream ? laneOver(stream) : null;
  return {
    ...lifeOf(child, 'close'),
    send: (message) => void lane?.post(message),
    onMessage: (listener) => lane?.onMessage(listener),
  };
}

function withChannel<M extends object>({ file, execArgv }: ProcessEntry): Child<M> {
  const child = fork(file, [], {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  return {
    ...lifeOf(child, 'exit'),
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
  };
}

/** `end` comes when it has ended; `close` only once its last words have been heard, too. */
function lifeOf(child: ChildProcess, end: 'exit' | 'close'): Pick<Child<never>, 'pid' | 'onExit' | 'kill'> {
  return {
    pid: child.pid,
    onExit: (listener) => {
      let told = false;
      const tell = (): void => {
        if (told) return;
        told = true;
        listener();
      };
      child.on(end, tell);
      child.on('error', tell);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
