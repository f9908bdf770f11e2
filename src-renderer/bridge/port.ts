/** The bridge of the Electron shell: requests through the preload, frames straight to the paint process. */
import { t } from '../language/language.svelte.ts';
import {
  ANSWER_TIMEOUT_MS,
  unavailablePaint,
  unavailableReply,
  type Bridge,
  type BridgeStatus,
  type FrameRequest,
  type PaintAnswer,
  type Pixels,
  type Unsubscribe,
} from './bridge.ts';
import type { Args, EventData, EventName, Reply, RequestName, Result } from './contract.ts';
import { Pending } from './pending.ts';
import type { PreloadApi } from './preload.d.ts';

/** The window's side of handing over ports; the tests stand in for it. */
export interface PortWindow {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** Speaks the contract over the preload. */
export class PortBridge implements Bridge {
  /** Page and main side live and die together here. */
  readonly status: BridgeStatus = 'connected';
  readonly #api: PreloadApi;
  readonly #window: PortWindow;
  readonly #frames = new Pending<PaintAnswer>(ANSWER_TIMEOUT_MS, (id) =>
    unavailablePaint(id, t('bridge.noEngine')),
  );
  readonly #stopPorts: Unsubscribe;
  #port: MessagePort | null = null;

  constructor(api: PreloadApi, hostWindow: PortWindow) {
    this.#api = api;
    this.#window = hostWindow;
    hostWindow.addEventListener('message', this.#onMessage);
    this.#stopPorts = api.onFramePort(() => undefined);
  }

  onStatus(listener: (status: BridgeStatus) => void): Unsubscribe {
    listener(this.status);
    return () => undefined;
  }

  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): Unsubscribe {
    return this.#api.on(event, listener);
  }

  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>> {
    try {
      return await this.#api.request(name, args);
    } catch (error) {
      return unavailableReply(error instanceof Error ? error.message : t('bridge.noEngine'));
    }
  }

  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer> {
    if (!this.#port) return Promise.resolve(unavailablePaint(0, t('bridge.noEngine')));
    const { id, answer } = this.#frames.open();
    // Copied, not transferred: Electron delivers transferred buffers to a utility process as null.
    this.#port.postMessage({ header: { id, ...frame }, pixels });
    return answer;
  }

  close(): void {
    this.#window.removeEventListener('message', this.#onMessage);
    this.#stopPorts();
    this.#port?.close();
    this.#port = null;
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    const port = event.ports[0];
    if (event.source !== this.#window || !isPortMessage(event.data) || !port) return;
    this.#port?.close();
    // The old port's engine is gone, and with it what it was asked to paint.
    this.#frames.settleAll((id) => unavailablePaint(id, t('bridge.noEngine')));
    port.onmessage = ({ data }: MessageEvent<PaintAnswer>) => this.#frames.settle(data.header.id, data);
    this.#port = port;
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'pastiche:frame-port';
}
