/**
 * Sees to it that the page always has a port to the present paint process: one when it asks, and a new one
 * when the process has been replaced. Frames then travel past the main side.
 */
import type { MessagePortMain } from 'electron';
import type { EngineState } from '../studio/contract.ts';
import type { PaintProcess } from './paintProcess.ts';

/** What ports are made and sent with. */
export interface FramePortParts {
  makeChannel(): { port1: MessagePortMain; port2: MessagePortMain };
  painter: Pick<PaintProcess, 'connect'>;
  /** Sends a port to the page. */
  send(port: MessagePortMain): void;
}

/** Hands out the ports of one window. */
export class FramePorts {
  readonly #parts: FramePortParts;
  #wanted = false;
  /** The process that paints; null while none is ready. */
  #pid: number | null = null;
  /** The process that the page's present port leads to. */
  #connected: number | null = null;

  constructor(parts: FramePortParts) {
    this.#parts = parts;
  }

  /** The page listens for ports; a page that was reloaded asks anew. */
  pageWants(): void {
    this.#wanted = true;
    this.#connected = null;
    this.#handOver();
  }

  /** The page is gone. */
  pageGone(): void {
    this.#wanted = false;
    this.#connected = null;
  }

  /** The engine's state is now this. A process that is not ready would refuse the frames it gets. */
  engineIs(state: EngineState): void {
    this.#pid = state.status === 'ready' ? state.pid : null;
    this.#handOver();
  }

  #handOver(): void {
    const { painter, makeChannel, send } = this.#parts;
    const pid = this.#pid;
    // "Ready" is said again when the same process changes its device: its port still holds.
    if (!this.#wanted || pid === null || pid === this.#connected) return;
    const { port1, port2 } = makeChannel();
    if (!painter.connect(pid, port1)) return;
    this.#connected = pid;
    send(port2);
  }
}
