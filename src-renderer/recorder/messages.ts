/** What the page and the recording worker say to each other. */
import type { ClipOptions, ClipPicture } from './clip.ts';

/** From the page. Times are {@link wallClock}'s. */
export type ToRecording =
  | { type: 'start'; options: ClipOptions; sound: ReadableStream<AudioData> | null }
  | { type: 'picture'; picture: ClipPicture }
  | { type: 'pause'; at: number }
  | { type: 'resume'; at: number }
  | { type: 'mute'; on: boolean }
  | { type: 'stop'; at: number };

/** From the worker. `beat` comes several times a second, in pauses too. */
export type FromRecording =
  | { type: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'beat'; seconds: number; frames: number; dropped: number }
  | { type: 'failed'; message: string }
  | { type: 'done'; seconds: number; frames: number; dropped: number };
