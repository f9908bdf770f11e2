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

/** No picture takes an encoder so long. */
export const ENCODER_PATIENCE_MS = 60_000;

/** What an encoder does. @throws {FilmError} that names it, where it fails or does not answer any more. */
export async function encoding(encoder: EncoderName, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The encoder does not answer any more.')), ENCODER_PATIENCE_MS);
  });
  try {
    await Promise.race([work, hung]);
  } catch (error) {
    throw new FilmError('encoder', error, encoder);
  } finally {
    clearTimeout(timer);
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
