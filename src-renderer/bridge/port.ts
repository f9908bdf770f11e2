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

const noEngine = (id: number): PaintAnswer => unavailablePaint(id, t('bridge.noEngine'));

/** A frame that is not painted yet. */
interface Asked {
  readonly message: { readonly header: FrameRequest & { readonly id: number }; readonly pixels: Pixels };
  /** Two engines were asked. */
  readonly twice: boolean;
}

/** Speaks the contract over the preload. */
export class PortBridge implements Bridge {
  /** Page and main side live and die together here. */
  readonly status: BridgeStatus = 'connected';
  readonly #api: PreloadApi;
  readonly #window: PortWindow;
  readonly #frames = new Pending<PaintAnswer>({
    afterMs: ANSWER_TIMEOUT_MS,
    answer: noEngine,
  });
  /** What the engine was asked to paint and has not yet, so that the next one can be asked. */
  readonly #asked = new Map<number, Asked>();
  readonly #stops: readonly Unsubscribe[];
  #port: MessagePort | null = null;

  constructor(api: PreloadApi, hostWindow: PortWindow) {
    this.#api = api;
    this.#window = hostWindow;
    hostWindow.addEventListener('message', this.#onMessage);
    this.#stops = [
      api.onFramePort(() => undefined),
      // No other engine follows one that is given up, so nobody else answers for it.
      api.on('engine.state', ({ status }) => {
        if (status !== 'failed') return;
        this.#closePort();
        this.#frames.settleAll(noEngine);
      }),
    ];
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
    if (!this.#port) return Promise.resolve(noEngine(0));
    const { id, answer } = this.#frames.open();
    const message = { header: { id, ...frame }, pixels };
    this.#asked.set(id, { message, twice: false });
    // Copied, not transferred: Electron delivers transferred buffers to a utility process as null.
    this.#port.postMessage(message);
    return answer.finally(() => this.#asked.delete(id));
  }

  close(): void {
    this.#window.removeEventListener('message', this.#onMessage);
    for (const stop of this.#stops) stop();
    this.#closePort();
  }

  #closePort(): void {
    this.#port?.close();
    this.#port = null;
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    const port = event.ports[0];
    if (event.source !== this.#window || !isPortMessage(event.data) || !port) return;
    this.#port?.close();
    port.onmessage = ({ data }: MessageEvent<PaintAnswer>) => this.#frames.settle(data.header.id, data);
    this.#port = port;
    // The old port's engine is gone. What it owes is asked of this one, so that the view does not falter; but
    // only once: perhaps the engine died of it.
    for (const [id, { message, twice }] of this.#asked) {
      if (twice) this.#frames.settle(id, noEngine(id));
      else port.postMessage(message);
      this.#asked.set(id, { message, twice: true });
    }
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'pastiche:frame-port';
}
