/** What the page and the recording worker say to each other. */
import type { Size } from '../camera/cover.ts';
import type { ClipOptions, ClipPart, ClipPicture } from './clip.ts';
import type { Choice, EncoderName, SoundShape } from './format.ts';

/** What a clip is to be, before its form is chosen. */
export interface ClipWish {
  readonly size: Size;
  readonly bitrate: number;
  /** What the microphone gives; null for a silent clip. */
  readonly heard: SoundShape | null;
  /** Encoders that are not to be tried again. */
  readonly failed: readonly EncoderName[];
}

/** From the page. Times are {@link wallClock}'s. */
export type ToRecording =
  | { type: 'choose'; wish: ClipWish }
  | { type: 'start'; options: ClipOptions; sound: ReadableStream<AudioData> | null }
  | { type: 'picture'; picture: ClipPicture }
  | { type: 'pause'; at: number }
  | { type: 'resume'; at: number }
  | { type: 'mute'; on: boolean }
  /** The sound goes on from another microphone, or the same one that was away. */
  | { type: 'listen'; sound: ReadableStream<AudioData> }
  | { type: 'stop'; at: number };

/** From the worker. `chosen` answers `choose`, before anything else; `beat` comes several times a second, in pauses too. */
export type FromRecording =
  | { type: 'chosen'; choice: Choice | null }
  | { type: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'beat'; seconds: number; frames: number; dropped: number }
  | { type: 'failed'; part: ClipPart; message: string }
  | { type: 'done'; seconds: number; frames: number; dropped: number };
