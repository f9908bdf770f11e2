/** What the page and the worker that takes a video apart say to each other. */
import type { Pixels } from '../bridge/bridge.ts';
import type { RecordingQuality } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import type { EncoderName } from '../recorder/format.ts';

/** A picture of a video, RGBA. */
export interface Picture extends Size {
  readonly pixels: Pixels;
}

/** Why a video cannot be repainted. */
export type FilmTrouble =
  'unreadable' | 'no-video' | 'undecodable' | 'unencodable' | 'too-small' | 'encoder' | 'broken';

/** A video that cannot be repainted; the message is what was said about it, if anything. */
export class FilmError extends Error {
  readonly trouble: FilmTrouble;
  /** The one that failed although it was announced, where one did. */
  readonly encoder: EncoderName | undefined;

  constructor(trouble: FilmTrouble, cause?: unknown, encoder?: EncoderName) {
    super(cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : '');
    this.trouble = trouble;
    this.encoder = encoder;
  }
}

/** No picture takes an encoder so many seconds. They are counted one by one: a machine that sleeps skips them. */
export const ENCODER_PATIENCE_S = 60;

/** What an encoder does. @throws {FilmError} that names it: where it fails, or without a word where it does not answer. */
export async function encoding(encoder: EncoderName, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const hung = new Promise<void>((_, reject) => {
    let seconds = 0;
    timer = setInterval(() => {
      if (++seconds === ENCODER_PATIENCE_S) reject(new Error());
    }, 1000);
  });
  try {
    await Promise.race([work, hung]);
  } catch (error) {
    throw new FilmError('encoder', error, encoder);
  } finally {
    clearInterval(timer);
  }
}

/** From the page. `begin` follows `opened`; `painted` answers a picture. */
export type ToFilm =
  | { type: 'open'; file: File; quality: RecordingQuality; failed: ReadonlySet<EncoderName> }
  | { type: 'begin'; style: string }
  | { type: 'painted'; id: number; pixels: Pixels };

/** From the worker. `beat` comes every second, also while a picture is long in painting. */
export type FromFilm =
  | { type: 'opened'; container: 'mp4' | 'webm'; losesSound: boolean }
  | { type: 'picture'; id: number; picture: Picture }
  | { type: 'bytes'; bytes: Pixels }
  | { type: 'progress'; part: number; frames: number }
  | { type: 'beat' }
  | { type: 'done'; frames: number }
  | { type: 'failed'; trouble: FilmTrouble; message: string; encoder?: EncoderName | undefined };
