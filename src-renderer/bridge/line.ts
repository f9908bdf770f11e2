/** The way to the server that sent the page: a WebSocket in a worker, so that the page's thread copies no frames. */
import type { Pixels } from './bridge.ts';

/** A connection, or the attempt at one. What it tells comes in order; after `onclose` nothing comes. */
export interface Line {
  onopen: (() => void) | null;
  onmessage: ((data: string | ArrayBuffer) => void) | null;
  onclose: (() => void) | null;
  /** Sends text, or bytes, whose memory is the line's from now on: it gives it to `onfree` when it has done. */
  send(data: string | Pixels): void;
  onfree: ((memory: ArrayBuffer) => void) | null;
  close(): void;
}

/** What the page tells the worker. The first message has the address. */
export type ToLine = { type: 'open'; url: string } | { type: 'send'; data: string | Pixels };

/** What the worker tells the page. */
export type FromLine =
  | { type: 'open' }
  | { type: 'message'; data: string | ArrayBuffer }
  | { type: 'free'; memory: ArrayBuffer }
  | { type: 'close' };

/** Opens a line; it is the page's own where there are no workers. */
export function openLine(url: string): Line {
  try {
    return new WorkerLine(url, new Worker(new URL('./line.worker.ts', import.meta.url), { type: 'module' }));
  } catch {
    return new SocketLine(new WebSocket(url));
  }
}

/** The page's side of a line in a worker. */
export class WorkerLine implements Line {
  onopen: Line['onopen'] = null;
  onmessage: Line['onmessage'] = null;
  onclose: Line['onclose'] = null;
  onfree: Line['onfree'] = null;
  readonly #worker: Worker;

  constructor(url: string, worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromLine>) => this.#hear(data);
    worker.onerror = () => this.#hear({ type: 'close' });
    this.#post({ type: 'open', url });
  }

  send(data: string | Pixels): void {
    this.#post({ type: 'send', data }, typeof data === 'string' ? [] : [data.buffer]);
  }

  close(): void {
    this.#hear({ type: 'close' });
  }

  #post(message: ToLine, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromLine): void {
    switch (message.type) {
      case 'open':
        return this.onopen?.();
      case 'message':
        return this.onmessage?.(message.data);
      case 'free':
        return this.onfree?.(message.memory);
      case 'close':
        // With it goes its socket.
        this.#worker.terminate();
        this.#worker.onmessage = this.#worker.onerror = null;
        return this.onclose?.();
    }
  }
}

/** A line over a socket of one's own thread. */
export class SocketLine implements Line {
  onopen: Line['onopen'] = null;
  onmessage: Line['onmessage'] = null;
  onclose: Line['onclose'] = null;
  onfree: Line['onfree'] = null;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.onopen?.();
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.onmessage?.(data);
    // A socket that fails also closes, so this is the one place where a lost line is heard of.
    socket.onclose = () => this.onclose?.();
  }

  send(data: string | Pixels): void {
    this.#socket.send(data);
    // A socket takes what it sends at once.
    if (typeof data !== 'string') this.onfree?.(data.buffer);
  }

  close(): void {
    this.#socket.close();
  }
}
