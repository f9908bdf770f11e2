/** How often the painter died, and on which device: when to leave a device, and when to give up. */

/** After so many deaths within this time the supervisor gives up. */
export const MOST_DEATHS = 5;
export const DEATHS_WINDOW_MS = 30_000;
/** So many within that time, or on one device within the longer one, and the device is left for the next. */
const DEATHS_IN_A_ROW = 2;
const DEATHS_ON_DEVICE = 3;
const DEVICE_WINDOW_MS = 10 * 60_000;
/** Pauses before the first, second, … restart within the window; the first comes at once. */
const RESTART_DELAYS_MS = [0, 200, 500, 1000];

/** This one does not hang: when it is silent for long, it has much to do. */
const PROCESSOR = 'cpu';

/** The deaths that count still. */
export class Deaths {
  #late: number[] = [];
  readonly #onDevice = new Map<string, number[]>();
  #hung = false;

  /** The painter died while it was on this device, or on its way there; `hung`: it had to be ended. */
  add(device: string, now: number, hung: boolean): void {
    this.#hung = hung && device !== PROCESSOR;
    this.#late = [...this.#late.filter((at) => now - at < DEATHS_WINDOW_MS), now];
    const before = this.#onDevice.get(device) ?? [];
    this.#onDevice.set(device, [...before.filter((at) => now - at < DEVICE_WINDOW_MS), now]);
  }

  /** There was a death of late. */
  get any(): boolean {
    return this.#late.length > 0;
  }

  /** It died several times on this device: it should be started there as simply as can be. */
  severalOn(device: string | undefined): boolean {
    return this.#countOn(device) >= DEATHS_IN_A_ROW;
  }

  get tooMany(): boolean {
    return this.#late.length >= MOST_DEATHS;
  }

  /** Why the device on which it just died is left for the next one; undefined where it gets another chance. */
  verdict(device: string, next: string): string | undefined {
    // Another hang would freeze the view for as long again.
    if (this.#hung) return `"${device}" stopped answering; "${next}" paints now.`;
    const often = this.#countOn(device) >= DEATHS_ON_DEVICE;
    if (!often && this.#late.length < DEATHS_IN_A_ROW) return undefined;
    return `Painting on "${device}" keeps failing; "${next}" paints now.`;
  }

  /** How long to wait before the next start. */
  get delayMs(): number {
    const last = RESTART_DELAYS_MS.length - 1;
    return RESTART_DELAYS_MS[Math.min(Math.max(this.#late.length - 1, 0), last)]!;
  }

  /** Something else is tried: what was of late counts no more; with a device, nor does what was on it. */
  clear(device?: string): void {
    this.#late = [];
    if (device !== undefined) this.#onDevice.delete(device);
  }

  #countOn(device: string | undefined): number {
    return this.#onDevice.get(device ?? '')?.length ?? 0;
  }
}
