/**
 * L-BFGS (Liu and Nocedal 1989) within bounds: a quasi-Newton method that remembers a few steps. The point is
 * clamped after each step, as Johnson et al. 2016 (section 4.1) do with the pictures that they optimise.
 */

/** A function to minimise: its value at a point, and its gradient there. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** How to minimise. */
export interface LbfgsOptions {
  readonly least: number;
  readonly most: number;
  /** How far the mean coordinate moves in the first step, when nothing is known of the curvature. */
  readonly firstMove: number;
  /** Steps that are remembered. */
  readonly memory?: number;
}

/** One step remembered: how the point moved, how the gradient changed, and one over their product. */
interface Pair {
  readonly move: Float32Array;
  readonly change: Float32Array;
  readonly rho: number;
}

/** Armijo's condition: this part of the decrease that the slope promises must come true. */
const SUFFICIENT = 1e-4;
/** A step is shortened at most so often; then the memory is dropped and the slope itself followed. */
const MOST_TRIALS = 6;

/** A minimisation in progress. */
export class Lbfgs {
  readonly #evaluate: (point: Float32Array) => Promise<Evaluation>;
  readonly #options: Required<LbfgsOptions>;
  #point: Float32Array;
  #here: Evaluation | undefined;
  #pairs: Pair[] = [];

  constructor(
    start: Float32Array,
    evaluate: (point: Float32Array) => Promise<Evaluation>,
    options: LbfgsOptions,
  ) {
    this.#options = { memory: 10, ...options };
    this.#evaluate = evaluate;
    this.#point = this.#clamped(start, new Float32Array(start.length), 0);
  }

  /** The best point so far. */
  get point(): Float32Array {
    return this.#point;
  }

  /**
   * Takes one step; the loss never rises. False when no step makes it fall any more: this is a minimum as far
   * as single precision can tell.
   */
  async step(): Promise<boolean> {
    const here = (this.#here ??= await this.#evaluate(this.#point));
    if (await this.#along(here, this.#direction(here.gradient), this.#pairs.length > 0)) return true;
    if (this.#pairs.length === 0) return false;
    // What was remembered misleads: begin anew from here.
    this.#pairs = [];
    return this.#along(here, this.#direction(here.gradient), false);
  }

  /** Goes as far along a direction as makes the loss fall. */
  async #along(here: Evaluation, direction: Float32Array, known: boolean): Promise<boolean> {
    const slope = dot(direction, here.gradient);
    if (!(slope < 0)) return false;
    let length = known ? 1 : this.#options.firstMove / (meanSize(direction) + Number.MIN_VALUE);
    for (let trial = 0; trial < MOST_TRIALS; trial++, length /= 3) {
      const point = this.#clamped(this.#point, direction, length);
      const there = await this.#evaluate(point);
      const move = subtract(point, this.#point);
      const promised = Math.min(0, dot(move, here.gradient));
      if (!(there.loss < here.loss && there.loss <= here.loss + SUFFICIENT * promised)) continue;
      this.#remember(move, subtract(there.gradient, here.gradient));
      this.#point = point;
      this.#here = there;
      return true;
    }
    return false;
  }

  #remember(move: Float32Array, change: Float32Array): void {
    const product = dot(move, change);
    // A pair that bends the wrong way would turn the direction uphill.
    if (!(product > 1e-10 * dot(change, change))) return;
    this.#pairs.push({ move, change, rho: 1 / product });
    if (this.#pairs.length > this.#options.memory) this.#pairs.shift();
  }

  /** The two-loop recursion (Nocedal 1980): minus the gradient, bent by what is remembered. */
  #direction(gradient: Float32Array): Float32Array {
    const q = gradient.map((value) => -value);
    const alphas: number[] = [];
    for (const { move, change, rho } of this.#pairs.toReversed()) {
      const alpha = rho * dot(move, q);
      alphas.push(alpha);
      addScaled(q, change, -alpha);
    }
    const last = this.#pairs.at(-1);
    if (last) {
      const scale = 1 / (last.rho * dot(last.change, last.change));
      for (let i = 0; i < q.length; i++) q[i] = q[i]! * scale;
    }
    for (const { move, change, rho } of this.#pairs) {
      addScaled(q, move, alphas.pop()! - rho * dot(change, q));
    }
    return q;
  }

  #clamped(from: Float32Array, direction: Float32Array, length: number): Float32Array {
    const { least, most } = this.#options;
    return from.map((value, i) => Math.min(most, Math.max(least, value + length * direction[i]!)));
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanSize(a: Float32Array): number {
  let sum = 0;
  for (const value of a) sum += Math.abs(value);
  return sum / a.length;
}

function subtract(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]!);
}

function addScaled(to: Float32Array, from: Float32Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!;
}
