/** What a paint process still owes: frames and requests by internal ids, each answered exactly once. */
import type { ErrorCode, PaintedHeader } from '../studio/contract.ts';
import { type PaintedFrame, refusedFrame } from './protocol.ts';
import { Refusal } from './refusal.ts';

interface PendingFrame {
  readonly client: string;
  /** The page's own id; inside it travels under ours, for two pages may choose the same. */
  readonly id: number;
  readonly resolve: (painted: PaintedFrame) => void;
  /** Sends it to the process there is. */
  readonly send: () => void;
}

interface PendingRequest {
  readonly resolve: () => void;
  readonly reject: (error: Refusal) => void;
  readonly send: () => void;
}

/** The open frames and requests of one process. */
export class PendingWork {
  readonly #frames = new Map<number, PendingFrame>();
  readonly #requests = new Map<number, PendingRequest>();
  #next = 0;

  /** Notes a frame and sends it; resolves with its answer under the page's id. */
  frame(client: string, id: number, send: (internalId: number) => void): Promise<PaintedFrame> {
    return new Promise((resolve) => {
      const internalId = this.#next++;
      this.#frames.set(internalId, { client, id, resolve, send: () => send(internalId) });
      send(internalId);
    });
  }

  /** Notes a request and sends it. */
  request(send: (request: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = this.#next++;
      this.#requests.set(request, { resolve, reject, send: () => send(request) });
      send(request);
    });
  }

  /** A frame was answered. */
  painted(header: PaintedHeader, pixels: Uint8Array | undefined): void {
    const frame = this.#frames.get(header.id);
    if (!frame) return;
    this.#frames.delete(header.id);
    frame.resolve({ header: { ...header, id: frame.id }, ...(pixels && { pixels }) });
  }

  /** A request without a result was answered. */
  done(request: number, error: { code: ErrorCode; message: string } | undefined): void {
    const pending = this.#take(request);
    if (error) pending?.reject(new Refusal(error.code, error.message));
    else pending?.resolve();
  }

  /** A page is gone. Its frames are answered `dropped`, so that whoever awaits them goes on. */
  forget(client: string): void {
    for (const [internalId, frame] of this.#frames) {
      if (frame.client !== client) continue;
      this.#frames.delete(internalId);
      frame.resolve(refusedFrame(frame.id, new Refusal('dropped', 'Its page is gone.')));
    }
  }

  /** Another process has taken over: it is sent all that is owed, in order. */
  sendAgain(): void {
    for (const { send } of [...this.#requests.values(), ...this.#frames.values()]) send();
  }

  /** The process is gone. */
  refuseAll(why: Refusal): void {
    for (const frame of this.#frames.values()) frame.resolve(refusedFrame(frame.id, why));
    for (const request of this.#requests.values()) request.reject(why);
    this.#frames.clear();
    this.#requests.clear();
  }

  #take(request: number): PendingRequest | undefined {
    const pending = this.#requests.get(request);
    this.#requests.delete(request);
    return pending;
  }
}
