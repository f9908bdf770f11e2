/** The bridge of the browser shell: one WebSocket to the server that sent the page. */
import { t } from '../language/language.svelte.ts';
import {
  ANSWER_TIMEOUT_MS,
  LONG_REQUESTS,
  unavailablePaint,
  unavailableReply,
  type Bridge,
  type BridgeStatus,
  type FrameRequest,
  type PaintAnswer,
  type Pixels,
  type Unsubscribe,
} from './bridge.ts';
import type { Args, EventData, EventName, Reply, RequestName, Result, ServerMessage } from './contract.ts';
import { Emitter } from './emitter.ts';
import { openLine, type Line } from './line.ts';
import { Pending } from './pending.ts';
import { decodeAnswer, decodeReply, encodeRequest, FrameWriter } from './wire.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4000;

/** How long to wait before the n-th attempt in a row (from 0): doubling, up to four seconds. */
export function reconnectDelay(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
}

/** Where the page's own server listens; the cookie that let the page in lets the socket in too. */
export function socketUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/ws`;
}

/** Speaks the contract over a WebSocket and reconnects by itself until closed. */
export class SocketBridge implements Bridge {
  readonly #url: string;
  readonly #openLine: (url: string) => Line;
  readonly #events = new Emitter<{ [E in EventName]: EventData<E> }>();
  readonly #statuses = new Emitter<{ status: BridgeStatus }>();
  readonly #requests = new Pending<Reply<unknown>>({
    afterMs: ANSWER_TIMEOUT_MS,
    answer: () => unavailableReply(t('bridge.silent')),
  });
  readonly #frames = new Pending<PaintAnswer>({
    afterMs: ANSWER_TIMEOUT_MS,
    answer: (id) => unavailablePaint(id, t('bridge.silent')),
  });
  readonly #writer = new FrameWriter();
  #line: Line | null = null;
  #status: BridgeStatus = 'connecting';
  #begin = (): void => undefined;
  /** The first attempt has succeeded or failed. */
  readonly #begun = new Promise<void>((resolve) => (this.#begin = resolve));
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(url: string, open: (url: string) => Line = openLine) {
    this.#url = url;
    this.#openLine = open;
    this.#connect();
  }

  get status(): BridgeStatus {
    return this.#status;
  }

  onStatus(listener: (status: BridgeStatus) => void): Unsubscribe {
    listener(this.#status);
    return this.#statuses.on('status', listener);
  }

  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): Unsubscribe {
    return this.#events.on(event, listener);
  }

  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>> {
    // Who asks before there is a connection is early, and has lost nothing.
    if (this.#status === 'connecting') await this.#begun;
    if (this.#status !== 'connected') return unavailableReply(t('bridge.lost'));
    const { id, answer } = this.#requests.open(LONG_REQUESTS.has(name));
    this.#line?.send(encodeRequest(id, name, args));
    return (await answer) as Reply<Result<N>>;
  }

  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer> {
    if (this.#status !== 'connected') return Promise.resolve(unavailablePaint(0, t('bridge.lost')));
    const { id, answer } = this.#frames.open();
    this.#line?.send(this.#writer.write({ id, ...frame }, pixels));
    return answer;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#line?.close();
  }

  #connect(): void {
    const line = this.#openLine(this.#url);
    line.onopen = () => {
      this.#attempt = 0;
      this.#setStatus('connected');
      this.#begin();
    };
    line.onmessage = (data) => this.#receive(data);
    line.onfree = (memory) => this.#writer.free(memory);
    line.onclose = () => this.#lost();
    this.#line = line;
  }

  #lost(): void {
    this.#begin();
    this.#requests.settleAll(() => unavailableReply(t('bridge.lost')));
    this.#frames.settleAll((id) => unavailablePaint(id, t('bridge.lost')));
    if (this.#status === 'connected') this.#setStatus('disconnected');
    if (!this.#closed) this.#timer = setTimeout(() => this.#connect(), reconnectDelay(this.#attempt++));
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      const replied = decodeReply(data);
      if (replied) {
        this.#requests.settle(replied.id, replied.reply);
        return;
      }
      const answer = decodeAnswer(data);
      this.#frames.settle(answer.header.id, answer);
      return;
    }
    const message = JSON.parse(data) as ServerMessage;
    if (message.type === 'reply') this.#requests.settle(message.id, message.reply);
    else this.#events.emit(message.name, message.data as never);
  }

  #setStatus(status: BridgeStatus): void {
    this.#status = status;
    this.#statuses.emit('status', status);
  }
}
