/** Where recordings go, as the settings show it. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Result } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';
import type { Notices } from '../notices/notices.svelte.ts';

type State = Result<'recordingsFolder.state'>;

/** The recordings folder. */
export class RecordingsFolder {
  /** Null until it is known. */
  state = $state.raw<State | null>(null);
  readonly #bridge: Pick<Bridge, 'request'>;
  readonly #notices: Pick<Notices, 'add'>;

  constructor(bridge: Pick<Bridge, 'request'>, notices: Pick<Notices, 'add'>) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  /** Asks where it is; or has the person asked for another; or goes back to the usual one. */
  async ask(what: 'state' | 'choose' | 'reset'): Promise<void> {
    const reply = await this.#bridge.request(`recordingsFolder.${what}`, {});
    if (reply.ok) this.state = reply.value;
    else this.#notices.add({ level: 'error', message: told(reply) });
  }
}
