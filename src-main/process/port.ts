/**
 * How a process of ours talks: one small interface over a lane (lane.ts), Node's IPC (`process.send`), Electron's
 * `process.parentPort`, and the message ports that Electron hands over. Electron's types are described
 * here as far as they are used, so that this runs without Electron.
 */
import process from 'node:process';
import { parentPort as threadParent } from 'node:worker_threads';
import { LANE, openLane } from './lane.ts';

/** One end of a message channel. */
export interface Port {
  /** Resolves when the message has left this process, or never will. */
  post(message: unknown): Promise<void>;
  /**
   * Resolves when this process may end without losing what it has posted. Electron does not tell: there the
   * other end ends this process once it has heard the last word, and only one that does not is waited out.
   */
  delivered(): Promise<void>;
  /** Hears every message, with the ports that came with it. */
  onMessage(listener: (data: unknown, ports: readonly Port[]) => void): void;
  /** Told once when the other end is gone. */
  onClose(listener: () => void): void;
}

/** What Electron's `MessagePortMain` and `ParentPort` have in common, as far as it is used here. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown; ports?: readonly ElectronPort[] }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start?(): void;
}

/** The other end has so long to hear the last word and end this process. */
const LAST_WORD_MS = 10_000;

/** The port to whoever started this process; undefined when nobody listens. */
export function parentPort(): Port | undefined {
  const electron = (process as { parentPort?: unknown }).parentPort as ElectronPort | undefined;
  if (electron) return fromElectron(electron);
  const lane = process.env[LANE];
  if (lane !== undefined) {
    // It is ours alone, not that of what we start.
    Reflect.deleteProperty(process.env, LANE);
    return openLane(Number(lane));
  }
  return process.send ? fromNode() : undefined;
}

/**
 * The port to the thread that started this one; undefined in a process's first. What is posted there goes on when that thread
 * comes to it, which is soon: it does little else.
 */
export function threadPort(): Port | undefined {
  const port = threadParent;
  if (!port) return undefined;
  return {
    post: (message) => {
      port.postMessage(message);
      return Promise.resolve();
    },
    delivered: () => Promise.resolve(),
    onMessage: (listener) => port.on('message', (data) => listener(data, [])),
    onClose: (listener) => port.on('close', listener),
  };
}

function fromElectron(port: ElectronPort): Port {
  return {
    post: (message) => {
      // Electron sends from a thread of its own, which ends with the process: see `delivered`.
      port.postMessage(message);
      return Promise.resolve();
    },
    delivered: () => new Promise((resolve) => setTimeout(resolve, LAST_WORD_MS)),
    onMessage: (listener) => {
      port.on('message', ({ data, ports }) => listener(data, (ports ?? []).map(fromElectron)));
      port.start?.();
    },
    onClose: (listener) => port.on('close', listener),
  };
}

function fromNode(): Port {
  let posted: Promise<void> = Promise.resolve();
  return {
    post: (message) =>
      (posted = new Promise((resolve) => {
        // A parent that is gone is told of by `disconnect`, not by a failed send.
        if (!process.connected) return resolve();
        process.send?.(message, undefined, undefined, () => resolve());
      })),
    delivered: () => posted,
    onMessage: (listener) => process.on('message', (data) => listener(data, [])),
    onClose: (listener) => process.on('disconnect', listener),
  };
}
