/** The loss network as the page has it: whether it is there, how far it is, and getting it. */
import type { LossNetworkState, Reply } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';
import type { TrainingSurroundings } from './trainings.svelte.ts';
import { RefusedError, upload } from './transfer.ts';

/** The one loss network there is. */
export class LossNetwork {
  state = $state.raw<LossNetworkState | null>(null);
  /** How much of a file of the person's has been handed over; null while none is. */
  handing = $state<number | null>(null);
  readonly #around: TrainingSurroundings;

  constructor(around: TrainingSurroundings) {
    this.#around = around;
  }

  /** Asks how it stands, has it fetched, or stops that. */
  async ask(what: 'state' | 'fetch' | 'cancel'): Promise<void> {
    this.#take(await this.#around.bridge.request(`lossNetwork.${what}`, {}));
  }

  /** Hands over a file of the person's. */
  async use(file: File): Promise<void> {
    const { bridge, begun, failed } = this.#around;
    begun();
    this.handing = 0;
    try {
      const id = await upload(bridge, file, (sent) => (this.handing = sent / file.size));
      this.#take(await bridge.request('lossNetwork.use', { upload: id }));
    } catch (error) {
      failed(error instanceof RefusedError ? told(error) : String(error));
    } finally {
      this.handing = null;
    }
  }

  #take(reply: Reply<LossNetworkState>): void {
    if (reply.ok) this.state = reply.value;
    else this.#around.failed(told(reply));
  }
}
