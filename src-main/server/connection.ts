/** One page's connection: from messages to requests and frames, and back. Knows no sockets. */
import { z } from 'zod';
import {
  BinaryRequestHeader,
  type ErrorCode,
  type EventName,
  type Reply,
  RequestMessage,
  type ServerMessage,
} from '../studio/contract.ts';
import { idOf, type PaintedFrame, parseFrame, type PortFrame, refusedFrame } from '../paint/protocol.ts';
import { messageOf, Refusal } from '../paint/refusal.ts';
import { giveBack, memoryFor } from '../process/memory.ts';
import { decodeFrame, encodeFrame, joined, totalOf } from './wire.ts';

/** The part of a studio that a page can reach. */
export interface PageStudio {
  request(name: string, args: unknown): Promise<Reply<unknown>>;
  paint(client: string, frame: PortFrame): Promise<PaintedFrame>;
  forget(client: string): void;
}

/** The other end. */
export interface Wire {
  sendText(text: string): void;
  /** Sends one binary message that consists of these parts. `sent`: they are no longer needed. */
  sendBinary(parts: readonly Uint8Array[], sent?: () => void): void;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedBytes: number;
}

/** A request's text may have so many characters: the order of all the styles that a gallery may have is the longest. */
export const MAX_TEXT = 1024 * 1024;
/** So much may be in flight for one page; what comes on top is answered `dropped` at once. */
export const MAX_FRAMES_IN_FLIGHT = 160;
export const MAX_BYTES_IN_FLIGHT = 160 * 1024 * 1024;
/** Over so many unsent bytes the page does not keep up: live pictures are dropped instead of sent. */
export const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

/** Talks with one page. Whatever it is sent, it answers once, and lives on. */
export class Connection {
  readonly #client: string;
  readonly #studio: PageStudio;
  readonly #wire: Wire;
  #frames = 0;
  #bytes = 0;
  #open = true;

  constructor(client: string, studio: PageStudio, wire: Wire) {
    this.#client = client;
    this.#studio = studio;
    this.#wire = wire;
  }

  /** A text message came: a request. Resolves when it is answered. */
  async text(text: string): Promise<void> {
    let message: unknown;
    try {
      if (text.length > MAX_TEXT) throw new Error(`it is longer than ${MAX_TEXT} characters`);
      message = JSON.parse(text);
    } catch (error) {
      return this.#reply(-1, refusedReply('malformed', `This message is no JSON: ${messageOf(error)}`));
    }
    const parsed = RequestMessage.safeParse(message);
    if (!parsed.success) {
      const problem = `This message is no request: ${z.prettifyError(parsed.error)}`;
      return this.#reply(idOf(message), refusedReply('malformed', problem));
    }
    const { id, name, args } = parsed.data;
    this.#reply(id, await this.#studio.request(name, args));
  }

  /** A binary message came, in pieces: a frame, or a request with bytes. Resolves when it is answered. */
  async binary(message: readonly Uint8Array[]): Promise<void> {
    const length = totalOf(message);
    let header: unknown;
    let pixels: Uint8Array | undefined;
    let frame: PortFrame;
    try {
      const raw = decodeFrame(message);
      header = raw.header;
      const request = BinaryRequestHeader.safeParse(header);
      if (request.success) return await this.#requestWithBytes(request.data, Buffer.concat(raw.rest));
      if (this.#frames >= MAX_FRAMES_IN_FLIGHT || this.#isFull(length)) {
        throw new Refusal('dropped', 'Too many frames wait already.');
      }
      pixels = joined(raw.rest, memoryFor(totalOf(raw.rest)));
      frame = parseFrame(header, pixels);
    } catch (error) {
      giveBack(pixels);
      const refusal = error instanceof Refusal ? error : new Refusal('internal', messageOf(error));
      return this.#painted(refusedFrame(idOf(header), refusal));
    }
    this.#frames += 1;
    this.#bytes += length;
    const painted = await this.#studio.paint(this.#client, frame);
    this.#frames -= 1;
    this.#bytes -= length;
    const sent = (): void => [pixels, painted.pixels].forEach(giveBack);
    const late = frame.header.kind === 'live' && this.#wire.bufferedBytes > MAX_BUFFERED_BYTES;
    if (!late) return this.#painted(painted, sent);
    const refusal = new Refusal('dropped', 'The page does not keep up with the pictures.');
    this.#painted(refusedFrame(frame.header.id, refusal), sent);
  }

  /** What follows the header of such a request is its argument `bytes`. */
  async #requestWithBytes({ id, name, args }: BinaryRequestHeader, bytes: Uint8Array): Promise<void> {
    if (this.#isFull(bytes.length)) {
      return this.#reply(id, refusedReply('dropped', 'Too much waits already.'));
    }
    this.#bytes += bytes.length;
    const reply = await this.#studio.request(name, { ...args, bytes });
    this.#bytes -= bytes.length;
    this.#reply(id, reply);
  }

  #isFull(more: number): boolean {
    return this.#bytes + more > MAX_BYTES_IN_FLIGHT;
  }

  /** Something happened on the main side. */
  event(name: EventName, data: unknown): void {
    this.#send({ type: 'event', name, data });
  }

  /** The page is gone. */
  close(): void {
    this.#open = false;
    this.#studio.forget(this.#client);
  }

  /** What a result has as `bytes` follows its header, as in a request. */
  #reply(id: number, reply: Reply<unknown>): void {
    const { bytes, ...value } = reply.ok ? ((reply.value ?? {}) as { bytes?: unknown }) : {};
    if (!(bytes instanceof Uint8Array)) return this.#send({ type: 'reply', id, reply });
    const header: ServerMessage = { type: 'reply', id, reply: { ok: true, value } };
    if (this.#open) this.#wire.sendBinary(encodeFrame(header, bytes));
  }

  #send(message: ServerMessage): void {
    if (this.#open) this.#wire.sendText(JSON.stringify(message));
  }

  #painted({ header, pixels }: PaintedFrame, sent?: () => void): void {
    if (this.#open) this.#wire.sendBinary(encodeFrame(header, pixels), sent);
  }
}

function refusedReply(code: ErrorCode, message: string): Reply<never> {
  return { ok: false, code, message };
}
