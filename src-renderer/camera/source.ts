/** Where the pictures on the stage come from, before they are painted. */
import type { Pixels } from '../bridge/bridge.ts';
import type { Size } from './cover.ts';

/** A picture at the size that was asked for. */
export interface Picture extends Size {
  readonly pixels: Pixels;
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
  /** The newest picture that has not been given out yet, or the next one. Rejects when the source ends. */
  next(size: Size): Promise<Picture>;
  /** The newest picture, given out before or not. Rejects when the source ends. */
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
