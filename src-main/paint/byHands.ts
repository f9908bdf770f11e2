/** Whether a paint process works with two hands (`hands.ts`), and the threads that these are. */
import { Worker } from 'node:worker_threads';
import { stillborn } from '../process/child.ts';
import type { Port } from '../process/port.ts';
import { type Hand, Hands, type Heard } from './hands.ts';
import { ToPaint } from './protocol.ts';
import { messageOf } from './refusal.ts';

/**
 * Listens to the supervisor, and has two hands paint on a processor, live; everything else, or where there are no hands
 * (`spawn` is null, or its threads do not start), `alone` serves.
 */
export function serveByHands(
  parent: Port,
  spawn: ((isSecond: boolean) => Hand) | null,
  alone: (port: Port) => void,
  exit: (code: number) => void,
): void {
  let hear: ((heard: Heard) => void) | undefined;
  const serveAlone = (heard: readonly Heard[]): void => {
    const listeners: ((data: unknown, ports: readonly Port[]) => void)[] = [];
    hear = ({ data, ports }) => listeners.forEach((listener) => listener(data, ports));
    alone({ ...forwarded(parent), onMessage: (listener) => void listeners.push(listener) });
    heard.forEach(hear);
  };
  parent.onClose(() => exit(0));
  parent.onMessage((data, ports) => {
    const heard = { data, ports };
    if (hear) return hear(heard);
    // The first message says what there is to do.
    const start = ToPaint.safeParse(data).data;
    const isView = start?.type === 'start' && start.devices[0] === 'cpu' && !start.background && !start.alone;
    if (!spawn || !isView) return serveAlone([heard]);
    const hands = new Hands({ parent, spawn, onUnable: serveAlone, onDeath: () => exit(1) });
    hear = (next) => hands.hear(next);
    hear(heard);
  });
}

function forwarded(port: Port): Omit<Port, 'onMessage'> {
  return {
    post: (message) => port.post(message),
    delivered: () => port.delivered(),
    onClose: (listener) => port.onClose(listener),
  };
}

/** What such a thread is told at its start. */
export interface HandData {
  readonly isSecond: boolean;
}

/** Starts a thread that runs a program, as the first or the second hand. */
export function startHand(program: URL, isSecond: boolean): Hand {
  let worker: Worker;
  try {
    worker = new Worker(program, { workerData: { isSecond } satisfies HandData });
  } catch (error) {
    // The system has no thread left.
    console.error(`A painter's thread could not be started: ${messageOf(error)}`);
    return stillborn();
  }
  // Its exit follows.
  worker.on('error', (error) => console.error(`A painter's thread failed: ${messageOf(error)}`));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', listener),
    onExit: (listener) => worker.on('exit', listener),
  };
}
