/** Where the pictures on the stage come from, before they are painted. */
import type { Video } from '../bridge/contract.ts';
import type { Size } from './cover.ts';
import type { Laid, Shape } from './videoFrame.ts';

/** A picture of the size that was asked for. */
export interface Picture extends Laid {
  /** When the camera saw it, by {@link wallClock}. */
  readonly capturedAt: number;
}

/** Gives pictures, newest first. */
export interface PictureSource {
  /** A camera's pictures move; a still one is painted once for every change of style or strength. */
  readonly kind: 'camera' | 'still';
  /** A camera's picture that is held: it stands still, and is painted again like a still one. */
  readonly frozen?: true;
  /** Pictures a second that the source itself delivers; 0 when unknown or still. */
  readonly rate: number;
  /** How its newest picture lies in memory by itself, where a painter could take it so. */
  readonly video?: Video | null;
  /**
   * The newest picture that has not been given out yet, or the next one, in the shape that is wanted once it is there. Where
   * video was asked for it is video as the source has it just now, or RGBA where it has none. Rejects when the source ends.
   */
  next(shape: () => Shape): Promise<Picture>;
  /** The newest picture in RGBA, given out before or not. Rejects when the source ends. */
  peek(size: Size): Promise<Picture>;
  /** Gives no more pictures a second than so many from now on. */
  limit?(fps: number): void;
  /** Of a picture that stands still: asks for it to be painted anew, since it would come out differently. */
  again?(): void;
  close(): void;
}

/** Whether a source gives one picture only, as often as it is asked to. */
export function isStill(source: PictureSource): boolean {
  return source.kind === 'still' || source.frozen === true;
}

/** Milliseconds that mean the same in the page and in its workers. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** How a source is silent. */
export interface Silence {
  /** For how long, in milliseconds; a page that was held up itself counts less. */
  readonly ms: number;
  /** How many pictures the source has given before. */
  readonly pictures: number;
}
