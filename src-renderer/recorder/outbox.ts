/** Sends a file's bytes to the main side in numbered chunks, one after the other. */
import type { Pixels as Bytes } from '../bridge/bridge.ts';
import type { Reply } from '../bridge/contract.ts';

/** What the outbox needs of the rest of the page. */
export interface OutboxSurroundings {
  append(sequence: number, bytes: Bytes): Promise<Reply<{ bytes: number }>>;
  /** The file on the main side has grown. */
  grown(bytes: number): void;
  wait(ms: number): Promise<void>;
}

/** What may wait here while the main side is away: some minutes of an ordinary clip. */
const MOST_WAITING_BYTES = 96 * 1024 * 1024;
const MOST_CHUNK_BYTES = 8 * 1024 * 1024;
const RETRY_MS = 1000;
/** Three minutes: for somewhat more the main side keeps what it hears nothing of. */
const MOST_RETRIES = 180;

/** Why sending ended before its time. */
export interface OutboxError {
  readonly code: 'too-slow' | (Reply<never> & { ok: false })['code'];
  readonly message: string;
}

/** Holds what is not sent yet; what comes while a chunk is on its way goes together into the next one. */
export class Outbox {
  readonly #around: OutboxSurroundings;
  #waiting: Bytes[] = [];
  #waitingBytes = 0;
  #sequence = 0;
  #error: OutboxError | null = null;
  /** The main side takes nothing more. */
  #refused = false;
  #sending: Promise<void> | null = null;

  constructor(around: OutboxSurroundings) {
    this.#around = around;
  }

  /** How many chunks have arrived. */
  get chunks(): number {
    return this.#sequence;
  }

  get error(): OutboxError | null {
    return this.#error;
  }

  /** Takes bytes to send. After an error it takes no more; what waits already is sent, if there is a way. */
  put(bytes: Bytes): void {
    if (this.#error || bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#error = { code: 'too-slow', message: 'Too much waits to be written.' };
    }
    this.#sending ??= this.#send();
  }

  /** Resolves when everything has arrived, or nothing more will. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** Ends what was sent, by a request that the main side answers; no more of it once `isOver`. */
  async end(
    finish: (chunks: number) => Promise<Reply<null>>,
    isOver: () => boolean = () => false,
  ): Promise<Reply<null>> {
    await this.settled();
    // Who has waited for it already waits no more.
    return this.insist(() => finish(this.chunks), () => isOver() || this.#error !== null); // prettier-ignore
  }

  /** Asks, and asks again while the connection is away. What lost its answer may have been carried out. */
  async insist(ask: () => Promise<Reply<null>>, isOver: () => boolean = () => false): Promise<Reply<null>> {
    for (let tries = 1; ; tries++) {
      const reply = await ask();
      if (reply.ok || !isPassing(reply.code) || tries >= MOST_RETRIES || isOver()) return reply;
      await this.#around.wait(RETRY_MS);
      if (isOver()) return reply;
    }
  }

  async #send(): Promise<void> {
    try {
      while (this.#waitingBytes > 0 && !this.#refused) await this.#sendOne(this.#take());
    } finally {
      this.#sending = null;
    }
  }

  async #sendOne(bytes: Bytes): Promise<void> {
    for (let tries = 1; ; tries++) {
      const reply = await this.#around.append(this.#sequence, bytes);
      if (reply.ok) {
        this.#sequence += 1;
        this.#around.grown(reply.value.bytes);
        return;
      }
      // A lost connection comes back; the same chunk with the same number is never written twice.
      if (!isPassing(reply.code) || tries >= MOST_RETRIES) return this.#fail(reply);
      await this.#around.wait(RETRY_MS);
    }
  }

  #fail(error: OutboxError): void {
    this.#error ??= error;
    this.#refused = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** The next chunk: as much as waits, within bounds. */
  #take(): Bytes {
    const parts: Bytes[] = [];
    let length = 0;
    while (this.#waiting[0] && (length === 0 || length + this.#waiting[0].length <= MOST_CHUNK_BYTES)) {
      const [part] = this.#waiting;
      if (part.length > MOST_CHUNK_BYTES) {
        this.#waiting[0] = part.subarray(MOST_CHUNK_BYTES);
        parts.push(part.subarray(0, MOST_CHUNK_BYTES));
        length += MOST_CHUNK_BYTES;
        break;
      }
      this.#waiting.shift();
      parts.push(part);
      length += part.length;
    }
    this.#waitingBytes -= length;
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

function isPassing(code: OutboxError['code']): boolean {
  return code === 'unavailable' || code === 'dropped';
}
