/** A microphone through a whole recording: says when it goes, and goes on when it is back. */
import type { Microphones, OpenMicrophone } from './microphone.svelte.ts';

/** What is told of it. */
export interface MicrophoneNews {
  /** It was unplugged, or taken away: silence until it is back. */
  lost(): void;
  /** There is sound again. */
  back(microphone: OpenMicrophone): void;
}

/** Watches the microphone that a recording was begun with. */
export class MicrophoneWatch {
  readonly #microphones: Pick<Microphones, 'open' | 'has'>;
  readonly #id: string | null;
  readonly #news: MicrophoneNews;
  #open: OpenMicrophone | null = null;
  #opening = false;
  #closed = false;
  readonly #changed = (): void => void this.#again();

  /** `id` is the wished one; null for whichever is the usual one. */
  constructor(
    microphones: Pick<Microphones, 'open' | 'has'>,
    id: string | null,
    first: OpenMicrophone,
    news: MicrophoneNews,
  ) {
    this.#microphones = microphones;
    this.#id = id;
    this.#news = news;
    this.#watch(first);
    navigator.mediaDevices.addEventListener('devicechange', this.#changed);
  }

  /** Lets it go. */
  close(): void {
    this.#closed = true;
    navigator.mediaDevices.removeEventListener('devicechange', this.#changed);
    this.#open?.close();
    this.#open = null;
  }

  #watch(microphone: OpenMicrophone): void {
    this.#open = microphone;
    void microphone.ended.then(() => {
      if (this.#open !== microphone) return;
      this.#open = null;
      microphone.close();
      this.#news.lost();
      // The news that the devices are others may have come before.
      return this.#again();
    });
  }

  /** Asked anew, since it may be closed while something is waited for. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #again(): Promise<void> {
    if (this.#closed || this.#open || this.#opening) return;
    this.#opening = true;
    try {
      // Another one is not what the person chose to be heard by.
      if (!(await this.#microphones.has(this.#id))) return;
      const microphone = await this.#microphones.open(this.#id);
      if (this.#isClosed()) return microphone.close();
      this.#watch(microphone);
      this.#news.back(microphone);
    } catch {
      // Not yet, or not any more: the next change of devices is the next try.
    } finally {
      this.#opening = false;
    }
  }
}
