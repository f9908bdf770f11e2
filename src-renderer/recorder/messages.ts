/** What the page and the recording worker say to each other. */
import type { ClipOptions, ClipPart, ClipPicture } from './clip.ts';

/** From the page. Times are {@link wallClock}'s. */
export type ToRecording =
  | { type: 'start'; options: ClipOptions; sound: ReadableStream<AudioData> | null }
  | { type: 'picture'; picture: ClipPicture }
  | { type: 'pause'; at: number }
  | { type: 'resume'; at: number }
  | { type: 'mute'; on: boolean }
  /** The sound goes on from another microphone, or the same one that was away. */
  | { type: 'listen'; sound: ReadableStream<AudioData> }
  | { type: 'stop'; at: number };

/** From the worker. `beat` comes several times a second, in pauses too. */
export type FromRecording =
  | { type: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'beat'; seconds: number; frames: number; dropped: number }
  | { type: 'failed'; part: ClipPart; message: string }
  | { type: 'done'; seconds: number; frames: number; dropped: number };
