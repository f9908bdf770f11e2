/** What the Electron preload puts on the window. */
import type { Args, EventData, EventName, Reply, RequestName, Result } from './contract.ts';

/** The contract's requests and events; frames travel over a MessagePort that is posted to the window. */
export interface PreloadApi {
  request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>>;
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void;
  /**
   * Says that the page now listens for frame ports. The preload posts the current port, and each new one
   * after an engine restart, as `window.postMessage({ type: 'pastiche:frame-port' }, '*', [port])`,
   * and calls `listener` after each. Ports cannot cross the context bridge as arguments.
   */
  onFramePort(listener: () => void): () => void;
}

declare global {
  interface Window {
    /** There in the Electron shell only. */
    readonly pastiche?: PreloadApi;
  }
}
