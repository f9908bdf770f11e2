/**
 * Keeps sound in step with the clip's clock. An encoder counts samples, and a microphone's crystal is not
 * the computer's clock: after ten minutes they may be 60 ms apart. Here each piece of sound is made longer
 * or shorter by a sample or two until it is where it belongs; gaps become silence, and what would overlap
 * is left out.
 */

/** Sound: one array of samples for each channel, all of the same length. */
export type Channels = readonly Float32Array<ArrayBuffer>[];

/** A piece of sound in its place. */
export interface Placed {
  /** Seconds from the clip's beginning. */
  readonly time: number;
  readonly channels: Channels;
}

/** Pieces this far from their place are a gap or an overlap, not drift. */
const JUMP_S = 0.1;
/** At most this part of a piece is added or left out: nobody hears it. */
const MOST_STRETCH = 0.004;
/** How much of what is off is corrected with each piece; the times of single pieces are not exact. */
const CORRECTION = 0.05;
/** Silence is added in pieces of this length. */
const SILENCE_S = 0.1;

/** Lays sound out without gaps. */
export class SoundLine {
  readonly rate: number;
  readonly #channels: number;
  #written = 0;

  constructor(rate: number, channels: number) {
    this.rate = rate;
    this.#channels = channels;
  }

  /** Where the sound laid out so far ends, in seconds. */
  get end(): number {
    return this.#written / this.rate;
  }

  /** Lays out a piece that belongs at `time`. */
  *add(time: number, channels: Channels): Generator<Placed> {
    const length = channels[0]?.length ?? 0;
    if (length === 0) return;
    let off = time - this.end;
    if (off > JUMP_S) {
      yield* this.fill(time);
      off = time - this.end;
    }
    if (off < -JUMP_S) {
      // Its place is taken by silence or sound already: only what sticks out is new.
      const skip = Math.ceil(-off * this.rate);
      if (skip < length) yield this.#put(channels.map((samples) => samples.slice(skip)));
      return;
    }
    const most = Math.floor(length * MOST_STRETCH);
    const wish = Math.round(off * this.rate * CORRECTION);
    yield this.#put(stretched(channels, length + Math.max(-most, Math.min(most, wish))));
  }

  /** Adds silence up to `time`: nothing is heard, or nobody listens. */
  *fill(time: number): Generator<Placed> {
    for (;;) {
      const missing = Math.round(time * this.rate) - this.#written;
      if (missing <= 0) return;
      const length = Math.min(missing, Math.round(SILENCE_S * this.rate));
      yield this.#put(Array.from({ length: this.#channels }, () => new Float32Array(length)));
    }
  }

  #put(channels: Channels): Placed {
    const time = this.end;
    this.#written += channels[0]?.length ?? 0;
    return { time, channels };
  }
}

/** The same sound in another number of samples, by straight lines between them. */
function stretched(channels: Channels, length: number): Channels {
  const before = channels[0]?.length ?? 0;
  if (length === before || before < 2 || length < 2) return channels;
  const step = (before - 1) / (length - 1);
  return channels.map((samples) => {
    const out = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      const at = i * step;
      const left = Math.min(Math.floor(at), before - 2);
      const [a, b] = [samples[left] ?? 0, samples[left + 1] ?? 0];
      out[i] = a + (at - left) * (b - a);
    }
    return out;
  });
}
