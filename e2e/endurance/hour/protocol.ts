/** What the three processes of the long hour say to each other. */
import type { Memory } from './memory.ts';

/** From the page's side to the main side: a request of the contract, or for a figure. */
export interface Asked {
  readonly id: number;
  /** Null asks for the memory, `finished` for the recordings once all of them are. */
  readonly name: string | null;
  readonly args: object;
}

/** The answer. */
export interface Answered {
  readonly id: number;
  readonly value: unknown;
}

/** Both sides in one minute of the clip. */
export interface Minute {
  readonly page: Memory;
  readonly main: Memory;
}

/** What came of it. */
export interface Outcome {
  readonly minutes: readonly Minute[];
  /** The main side while it made an ordinary file of it. */
  readonly finishing: Memory;
  readonly frames: { readonly open: number; readonly most: number; readonly dropped: number };
  readonly clip: { readonly seconds: number | null; readonly bytes: number; readonly state: string };
}
