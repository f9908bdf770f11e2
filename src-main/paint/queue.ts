/**
 * The waiting room of the live engine: which frame is painted next, and which never will be. Pure: it
 * knows neither painters nor clocks.
 */
import type { PaintedFrame, PortFrame } from './protocol.ts';
import { refusedFrame } from './protocol.ts';
import { Refusal } from './refusal.ts';

/** A frame that waits, and where its answer goes. */
export interface Job {
  /** The page it came from; frames of different pages never replace each other. */
  readonly client: string;
  readonly frame: PortFrame;
  /** When it came, in milliseconds. */
  readonly arrived: number;
  /** Resolves when the answer has left this process. */
  answer(painted: PaintedFrame): Promise<void> | void;
}

/** How many gallery pictures and how many stills may wait. */
export const MAX_TILES = 128;
export const MAX_STILLS = 16;

/** After so many milliseconds of waiting behind live frames, one gallery picture gets its turn. */
export const TILE_PATIENCE_MS = 1000;

/** Frames that wait to be painted. */
export class FrameQueue {
  /** At most one live frame per client, the longest waiting first. */
  readonly #live = new Map<string, Job>();
  #stills: Job[] = [];
  #tiles: Job[] = [];
  #lastWasStill = false;
  #lastTile = -Infinity;

  /** Takes a frame in. A frame that loses its place by it is answered `dropped`. */
  add(job: Job): void {
    const { kind } = job.frame.header;
    if (kind === 'live') this.#addLive(job);
    else if (kind === 'still') this.#addStill(job);
    else this.#addTile(job);
  }

  /** True when a live frame waits. */
  get hasLive(): boolean {
    return this.#live.size > 0;
  }

  /** How many frames wait. */
  get size(): number {
    return this.#live.size + this.#stills.length + this.#tiles.length;
  }

  /**
   * Takes out the frame to paint now, if any. Stills take turns with live frames, so that neither waits
   * for the end of the other. Gallery pictures yield to both, but one a second is painted all the same:
   * where the live view takes all there is, the gallery would never fill otherwise.
   */
  next(now: number): Job | undefined {
    const tile = this.#tiles[0];
    if (tile && now - Math.max(tile.arrived, this.#lastTile) >= TILE_PATIENCE_MS) return this.#takeTile(now);
    if (this.#stills.length > 0 && (!this.hasLive || !this.#lastWasStill)) {
      this.#lastWasStill = true;
      return this.#stills.shift();
    }
    this.#lastWasStill = false;
    for (const [client, job] of this.#live) {
      this.#live.delete(client);
      return job;
    }
    return this.#takeTile(now);
  }

  /** Throws out everything a client waits for, unanswered: there is nobody to answer. */
  forget(client: string): void {
    this.#live.delete(client);
    this.#stills = this.#stills.filter((job) => job.client !== client);
    this.#tiles = this.#tiles.filter((job) => job.client !== client);
  }

  #addLive(job: Job): void {
    const waiting = this.#live.get(job.client);
    // The new one goes to the end, so that pages take turns.
    this.#live.delete(job.client);
    this.#live.set(job.client, job);
    if (waiting) drop(waiting, 'A newer frame took its place.');
  }

  #addStill(job: Job): void {
    if (this.#stills.length < MAX_STILLS) {
      this.#stills.push(job);
      return;
    }
    const refusal = new Refusal('unavailable', `${MAX_STILLS} pictures wait already; try again shortly.`);
    void job.answer(refusedFrame(job.frame.header.id, refusal));
  }

  #addTile(job: Job): void {
    // A newer picture for the same tile makes the waiting one pointless.
    const same = this.#tiles.findIndex((other) => isSameTile(other, job));
    const old = same >= 0 ? this.#tiles[same] : undefined;
    if (old) {
      this.#tiles[same] = job;
      drop(old, 'A newer picture took its place.');
      return;
    }
    this.#tiles.push(job);
    const overflow = this.#tiles.length > MAX_TILES ? this.#tiles.shift() : undefined;
    if (overflow) drop(overflow, 'Too many gallery pictures wait.');
  }

  #takeTile(now: number): Job | undefined {
    const job = this.#tiles.shift();
    if (job) this.#lastTile = now;
    return job;
  }
}

function isSameTile(a: Job, b: Job): boolean {
  return (
    a.client === b.client &&
    a.frame.header.styleId === b.frame.header.styleId &&
    a.frame.header.width === b.frame.header.width &&
    a.frame.header.height === b.frame.header.height
  );
}

function drop(job: Job, why: string): void {
  void job.answer(refusedFrame(job.frame.header.id, new Refusal('dropped', why)));
}
