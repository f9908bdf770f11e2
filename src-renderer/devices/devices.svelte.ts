/** What the page knows of the devices of this machine. */
import type { Bridge } from '../bridge/bridge.ts';
import type { CudaRuntimeState, DeviceInfo, DeviceReport } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';
import type { Notices } from '../notices/notices.svelte.ts';

/** Asks, and follows what is found out. */
export class Devices {
  /** Null until asked for. */
  report = $state.raw<DeviceReport | null>(null);
  /** The CUDA runtime that can be fetched; null until asked for. */
  cuda = $state.raw<CudaRuntimeState | null>(null);
  /** The dialog is in sight. */
  open = $state(false);
  /** The measuring that runs includes training. */
  training = $state(false);
  readonly #bridge: Pick<Bridge, 'request' | 'on'>;
  readonly #notices: Pick<Notices, 'add'>;

  constructor(bridge: Pick<Bridge, 'request' | 'on'>, notices: Pick<Notices, 'add'>) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  get list(): readonly DeviceInfo[] {
    return this.report?.devices ?? [];
  }

  /** Starts listening; the returned function stops. */
  start(): () => void {
    const stops = [
      this.#bridge.on('devices.changed', (report) => (this.report = report)),
      this.#bridge.on('cudaRuntime.changed', (cuda) => (this.cuda = cuda)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Asks what can paint, since that may change; what is known meanwhile stays. `all`: each is to have its figures. */
  async load(all = false): Promise<void> {
    const reply = await this.#bridge.request('devices.list', { all });
    if (reply.ok) this.report = reply.value;
  }

  /** Has all measured anew. */
  async measure(training: boolean): Promise<void> {
    this.training = training;
    const reply = await this.#bridge.request('devices.measure', { training });
    if (reply.ok) this.report = reply.value;
    else this.#notices.add({ level: 'error', message: told(reply) });
  }

  /** Fetches the CUDA runtime, or stops fetching it; `state` only asks. */
  async cudaRuntime(what: 'state' | 'fetch' | 'cancel'): Promise<void> {
    const reply = await this.#bridge.request(`cudaRuntime.${what}`, {});
    if (reply.ok) this.cuda = reply.value;
    else if (what !== 'state') this.#notices.add({ level: 'error', message: told(reply) });
  }

  show(): void {
    this.open = true;
    void this.load(true);
    void this.cudaRuntime('state');
  }
}
