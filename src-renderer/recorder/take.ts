/** One recording from begin to end: the worker that encodes, and the way of its bytes to the main side. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode } from '../bridge/contract.ts';
import { wallClock } from '../camera/source.ts';
import type { ClipOptions, ClipPart, ClipPicture } from './clip.ts';
import type { FromRecording, ToRecording } from './messages.ts';
import { Outbox } from './outbox.ts';

/** How far a recording has come. */
export interface Progress {
  readonly seconds: number;
  readonly bytes: number;
  readonly frames: number;
  /** Pictures that were left out because the machine was too slow. */
  readonly dropped: number;
}

/** Why a recording ended by itself; `hung`: what encodes it did not answer when it was stopped. */
export type TakeTrouble =
  | { readonly code: ErrorCode | 'too-slow' | 'hung'; readonly message: string }
  | { readonly code: 'encoder'; readonly part: ClipPart; readonly message: string };

/** What a recording needs of the rest of the page. */
export interface TakeSurroundings {
  readonly bridge: Pick<Bridge, 'request'>;
  progress(progress: Progress): void;
  /** It cannot go on; it is to be stopped, which keeps what there is. */
  trouble(trouble: TakeTrouble): void;
}

/** The main side ends what it hears nothing of. */
const HOLD_EVERY_MS = 2000;
/** What encodes may be busy with what is still to be done; after so long without a byte it hangs. */
const STOP_PATIENCE_MS = 8000;

/** A running recording. */
export class Take {
  readonly #around: TakeSurroundings;
  readonly #handle: string;
  readonly #worker: Worker;
  readonly #outbox: Outbox;
  #progress: Progress = { seconds: 0, bytes: 0, frames: 0, dropped: 0 };
  #heldAt = wallClock();
  #troubled = false;
  /** The worker answers nothing any more. */
  #dead = false;
  /** It is being stopped: the worker is done, or it never will be. */
  #settle: ((done: boolean) => void) | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** The worker is the take's own from now on. */
  constructor(
    around: TakeSurroundings,
    worker: Worker,
    handle: string,
    options: ClipOptions,
    sound: ReadableStream<AudioData> | null,
  ) {
    this.#around = around;
    this.#worker = worker;
    this.#handle = handle;
    this.#outbox = new Outbox({
      append: (sequence, bytes) => around.bridge.request('recordings.append', { handle, sequence, bytes }),
      grown: (bytes) => {
        // Not what waits here: while the disk stalls, the main side hears nothing of that.
        this.#heldAt = wallClock();
        this.#report({ bytes });
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromRecording>) => this.#receive(data);
    this.#worker.onerror = (event) => {
      this.#dead = true;
      this.#trouble({ code: 'encoder', part: 'picture', message: event.message });
      this.#settle?.(false);
    };
    this.#post({ type: 'start', options, sound }, sound ? [sound] : []);
  }

  picture(picture: ClipPicture): void {
    // Copied, not transferred: the stage may draw the same pixels again.
    this.#post({ type: 'picture', picture });
  }

  pause(): void {
    this.#post({ type: 'pause', at: wallClock() });
  }

  resume(): void {
    this.#post({ type: 'resume', at: wallClock() });
  }

  mute(on: boolean): void {
    this.#post({ type: 'mute', on });
  }

  /** Hears this from now on. */
  listen(sound: ReadableStream<AudioData>): void {
    this.#post({ type: 'listen', sound }, [sound]);
  }

  /**
   * Ends it; resolves when everything is on disk. Null for one without a single picture: it is gone. `heard` is
   * called once no more sound is needed.
   */
  async stop(heard: () => void = () => undefined): Promise<Progress | null> {
    const done = new Promise<boolean>((resolve) => (this.#settle = resolve));
    this.#post({ type: 'stop', at: wallClock() });
    if (this.#dead) this.#settle?.(false);
    this.#wait();
    if (!(await done)) this.#trouble({ code: 'hung', message: '' });
    clearTimeout(this.#patience);
    this.#worker.terminate();
    heard();
    await this.#outbox.settled();
    const handle = this.#handle;
    const { bridge } = this.#around;
    if (this.#progress.frames === 0) {
      // Nobody waits for it while the connection is away.
      void this.#outbox.insist(() => bridge.request('recordings.discard', { handle }));
      return null;
    }
    const reply = await this.#outbox.end((chunks) => bridge.request('recordings.finish', { handle, chunks }));
    const refused = this.#outbox.error ?? (reply.ok ? null : reply);
    if (refused) this.#trouble(refused);
    return this.#progress;
  }

  /** Waits for the worker, as long as it still brings something. */
  #wait(): void {
    if (!this.#settle) return;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#settle?.(false), STOP_PATIENCE_MS);
  }

  #receive(message: FromRecording): void {
    this.#wait();
    if (message.type === 'bytes') {
      this.#outbox.put(message.bytes);
    } else if (message.type === 'failed') {
      this.#trouble({ code: 'encoder', part: message.part, message: message.message });
    } else if (message.type !== 'chosen') {
      const { seconds, frames, dropped } = message;
      this.#report({ seconds, frames, dropped });
      if (message.type === 'done') this.#settle?.(true);
      else this.#hold();
    }
    if (this.#outbox.error) this.#trouble(this.#outbox.error);
  }

  /** In pauses, and while the disk stalls, nothing is written, but the recording goes on. */
  #hold(): void {
    if (wallClock() - this.#heldAt < HOLD_EVERY_MS) return;
    this.#heldAt = wallClock();
    void this.#around.bridge.request('recordings.hold', { handle: this.#handle });
  }

  #report(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#around.progress(this.#progress);
  }

  #trouble(trouble: TakeTrouble): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#around.trouble(trouble);
  }

  #post(message: ToRecording, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
