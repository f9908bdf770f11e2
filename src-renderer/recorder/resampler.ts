/** Sound brought from one rate to another, piece by piece and without seams. */
import type { Channels } from './soundLine.ts';

/** So many swings of the filter on each side: what is heard keeps its strength up to 90 % of what the lower rate can hold. */
const SWINGS = 24;
/** A little below what the lower rate can hold, so that nothing above it is mirrored into what is heard. */
const PASSES = 0.94;
/** Values of the filter's curve for each sample of the source; between them it is straight. */
const FINE = 512;

/**
 * Resamples with a windowed sinc. Each sample needs some of those after it, so sound comes out about a
 * millisecond later than it goes in.
 */
export class Resampler {
  readonly #step: number;
  /** Samples of the source on each side that a sample is made of. */
  readonly #reach: number;
  readonly #curve: Float32Array;
  /** What is still needed of the source, for each channel. */
  #rest: Channels;
  /** Where `#rest` begins, and how many samples have come out. */
  #restAt: number;
  #made = 0;

  constructor(from: number, to: number, channels: number) {
    this.#step = from / to;
    const cutoff = PASSES * Math.min(1, to / from);
    this.#reach = Math.ceil(SWINGS / cutoff);
    this.#curve = curveOf(cutoff, this.#reach);
    this.#rest = Array.from({ length: channels }, () => new Float32Array(this.#reach));
    this.#restAt = -this.#reach;
  }

  /** Takes the next piece; gives as much as can be made of what has come until now. */
  add(channels: Channels): Channels {
    const joined = channels.map((samples, index) => join(this.#rest[index]!, samples));
    const end = this.#restAt + (joined[0]?.length ?? 0);
    // The last sample that has all it needs lies `reach` before the end.
    const count = Math.max(0, Math.floor((end - this.#reach - 1) / this.#step) - this.#made + 1);
    const out = joined.map((samples) => this.#make(samples, count));
    this.#made += count;
    const keepFrom = Math.max(0, Math.floor(this.#made * this.#step) - this.#reach - this.#restAt);
    this.#rest = joined.map((samples) => samples.slice(keepFrom));
    this.#restAt += keepFrom;
    return out;
  }

  #make(samples: Float32Array, count: number): Float32Array<ArrayBuffer> {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const at = (this.#made + i) * this.#step - this.#restAt;
      const first = Math.max(0, Math.ceil(at - this.#reach));
      const last = Math.min(samples.length - 1, Math.floor(at + this.#reach));
      let sum = 0;
      for (let j = first; j <= last; j++) {
        const place = Math.abs(at - j) * FINE;
        const left = Math.floor(place);
        const a = this.#curve[left] ?? 0;
        const b = this.#curve[left + 1] ?? 0;
        sum += (samples[j] ?? 0) * (a + (place - left) * (b - a));
      }
      out[i] = sum;
    }
    return out;
  }
}

/** The right half of a sinc under a Blackman window. */
function curveOf(cutoff: number, reach: number): Float32Array {
  return Float32Array.from({ length: reach * FINE + 2 }, (_, i) => {
    const t = i / FINE;
    if (t >= reach) return 0;
    const x = Math.PI * cutoff * t;
    const window = 0.42 + 0.5 * Math.cos((Math.PI * t) / reach) + 0.08 * Math.cos((2 * Math.PI * t) / reach);
    return cutoff * window * (x === 0 ? 1 : Math.sin(x) / x);
  });
}

function join(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
