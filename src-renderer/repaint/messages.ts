/** What the page and the worker that takes a video apart say to each other. */
import type { Pixels } from '../bridge/bridge.ts';
import type { RecordingQuality } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';

/** A picture of a video, RGBA. */
export interface Picture extends Size {
  readonly pixels: Pixels;
}

/** Why a video cannot be repainted. */
export type FilmTrouble = 'unreadable' | 'no-video' | 'undecodable' | 'unencodable' | 'too-small' | 'broken';

/** A video that cannot be repainted; the message is what was said about it, if anything. */
export class FilmError extends Error {
  readonly trouble: FilmTrouble;

  constructor(trouble: FilmTrouble, cause?: unknown) {
    super(cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : '');
    this.trouble = trouble;
  }
}

/** From the page. `begin` follows `opened`; `painted` answers a picture, null where it cannot be. */
export type ToFilm =
  | { type: 'open'; file: File; quality: RecordingQuality }
  | { type: 'begin'; style: string }
  | { type: 'painted'; id: number; pixels: Pixels | null };

/** From the worker. `beat` comes every second, also while a picture is long in painting. */
export type FromFilm =
  | { type: 'opened'; container: 'mp4' | 'webm'; losesSound: boolean }
  | { type: 'picture'; id: number; picture: Picture }
  | { type: 'bytes'; bytes: Pixels }
  | { type: 'progress'; part: number; frames: number }
  | { type: 'beat' }
  | { type: 'done'; frames: number }
  | { type: 'failed'; trouble: FilmTrouble; message: string };
