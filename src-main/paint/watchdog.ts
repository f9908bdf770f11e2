/** Notices that a process hangs: it is pinged, and has to say something within a time. */

/** What a watchdog works with. */
export interface WatchdogOptions {
  /** How long silence is trusted, in milliseconds. */
  hangMs: number;
  ping: (request: number) => void;
  onHang: () => void;
}

/** Watches one process at a time. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: NodeJS.Timeout | undefined;
  #pings = 0;
  /** When silence becomes a hang. */
  #deadline = Infinity;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** A new process runs. */
  watch(): void {
    this.rest();
    const { hangMs, ping, onHang } = this.#options;
    this.#deadline = performance.now() + hangMs;
    let lastTick = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // A late tick means that we slept, or the whole machine did: its silence proves nothing.
      if (now - lastTick > hangMs / 2) this.alive();
      lastTick = now;
      if (now > this.#deadline) {
        this.rest();
        onHang();
      } else {
        ping(this.#pings++);
      }
    }, hangMs / 4);
    // An app that is otherwise done need not stay for its watchdog.
    this.#timer.unref();
  }

  /** It said something. That shortens no announced silence: it may say a last word before it begins. */
  alive(): void {
    this.#deadline = Math.max(this.#deadline, performance.now() + this.#options.hangMs);
  }

  /** It announced that it will be silent for so long; 0: no more. */
  patience(ms: number): void {
    this.#deadline = performance.now() + this.#options.hangMs + ms;
  }

  /** There is no process to watch. */
  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#deadline = Infinity;
  }
}
