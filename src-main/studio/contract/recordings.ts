/**
 * The contract's recordings: a clip or picture is begun, sent in numbered chunks and finished; what lies in
 * the recordings folder is listed, renamed, cut, removed and brought back.
 */
import { z } from 'zod';
import { nothing } from './nothing.ts';

/** Most bytes of one chunk; a larger file is sent in several. */
export const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

/** What can be made, by the ending of its file. */
export const RecordingType = z.enum(['mp4', 'webm', 'png', 'jpg', 'webp', 'gif']);
export type RecordingType = z.infer<typeof RecordingType>;

/** An opaque name for a recording that is being written; means nothing outside of this run of the app. */
export const RecordingHandle = z.string().regex(/^[\w-]{16,32}$/, 'is no recording handle');

/** An opaque name for a file on the shelf; the page never names a path. */
export const RecordingId = z.string().regex(/^[\w-]{22}$/, 'is no recording id');

/** A clip or picture on the shelf. */
export const Recording = z.object({
  id: RecordingId,
  type: RecordingType,
  /** The file's name without its ending. */
  name: z.string(),
  /** The style it was begun in, as far as its name or the file tells. */
  style: z.string().nullable(),
  /** When it was begun, in milliseconds since 1970. */
  createdAt: z.number(),
  bytes: z.number().int(),
  /** Null for pictures, and for files that cannot be read. */
  seconds: z.number().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Changes with the content, so that a thumbnail can be kept. */
  version: z.string(),
  /** `writing`: being recorded. `finishing`: being made seekable. `broken`: cannot be read. */
  state: z.enum(['writing', 'finishing', 'ready', 'broken']),
});
export type Recording = z.infer<typeof Recording>;

/** A clip or picture that was removed, and can be brought back by this id. */
export const TrashedRecording = Recording.pick({ id: true, type: true, name: true, bytes: true }).extend({
  /** In milliseconds since 1970. */
  trashedAt: z.number(),
});
export type TrashedRecording = z.infer<typeof TrashedRecording>;

/** How closely a clip keeps to the picture: file size against likeness. */
export const RecordingQuality = z.enum(['small', 'good', 'best']);
export type RecordingQuality = z.infer<typeof RecordingQuality>;

/** The settings of the recorder. */
export const recordingSettings = {
  recordingQuality: RecordingQuality.default('good'),
  microphone: z.boolean().default(false),
  /** `MediaDeviceInfo.deviceId`; null for the browser's default microphone. */
  microphoneId: z.string().max(512).nullable().default(null),
  /** A snapshot shows the original beside the painting. */
  snapshotBoth: z.boolean().default(false),
  /** Where recordings go; null for the usual folder. Not for a page to change. */
  recordingsFolder: z.string().max(4096).nullable().default(null),
  /** Where recordings were kept last, so that the folder is missed when it is away. Not for a page to change. */
  recordedInto: z.string().max(4096).nullable().default(null),
} as const;

/** What a page may change of them. */
export const recordingSettingsPatch = {
  recordingQuality: recordingSettings.recordingQuality.unwrap(),
  microphone: recordingSettings.microphone.unwrap(),
  microphoneId: recordingSettings.microphoneId.unwrap(),
  snapshotBoth: recordingSettings.snapshotBoth.unwrap(),
} as const;

/** The requests about recordings. Arguments named `bytes` travel beside the text, not in it. */
export const recordingRequests = {
  /** Opens a new file; its name is made of the style and the time, or the file that it is made of. */
  'recordings.begin': {
    args: z.strictObject({
      type: RecordingType,
      style: z.string().max(200).nullable(),
      source: z.string().max(255).optional(),
    }),
    result: z.object({ handle: RecordingHandle }),
  },
  /**
   * Adds a chunk. Chunks are numbered from 0; the last one may be sent again, when its answer got lost.
   * Answers with the file's size once the system has the bytes; they are on disk a second later.
   */
  'recordings.append': {
    args: z.strictObject({
      handle: RecordingHandle,
      sequence: z.number().int().min(0),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_CHUNK_BYTES, {
        message: `a chunk may have ${MAX_CHUNK_BYTES} bytes`,
      }),
    }),
    result: z.object({ bytes: z.number().int() }),
  },
  /** Says that a recording goes on though nothing is to be written; one that is silent is ended. */
  'recordings.hold': { args: z.strictObject({ handle: RecordingHandle }), result: z.null() },
  /**
   * Ends a recording of so many chunks. Everything is on disk when this answers; a clip is then made
   * seekable, and `recordings.changed` tells when it is. A `part` of what is made of a file is called one. Asked
   * again, as the answer may have been lost, it says how the recording ended.
   */
  'recordings.finish': {
    args: z.strictObject({
      handle: RecordingHandle,
      chunks: z.number().int().min(0),
      part: z.boolean().optional(),
    }),
    result: z.null(),
  },
  /**
   * Ends a recording and throws it away: one that was cancelled before it was anything. One that has ended, as the answer
   * that says so may have been lost, goes into the trash.
   */
  'recordings.discard': { args: z.strictObject({ handle: RecordingHandle }), result: z.null() },
  'recordings.list': {
    args: nothing,
    result: z.object({
      /** For the person to read. */
      folder: z.string(),
      recordings: z.array(Recording),
      /** Why the folder cannot be read. */
      problem: z.string().optional(),
      /** `native`: the shell takes over a drag of a file; `download`: the page offers an address. */
      drag: z.enum(['native', 'download']),
    }),
  },
  'recordings.rename': {
    args: z.strictObject({ id: RecordingId, name: z.string().trim().min(1).max(120) }),
    result: Recording,
  },
  /** Moves a file to the trash of the recordings folder, which keeps it for 30 days; answers with its id there. */
  'recordings.remove': { args: z.strictObject({ id: RecordingId }), result: z.object({ id: RecordingId }) },
  /** Brings back what was removed, by its id in the trash. */
  'recordings.restore': { args: z.strictObject({ id: RecordingId }), result: Recording },
  /** What is in the trash, the latest first. */
  'recordings.trashed': { args: nothing, result: z.array(TrashedRecording) },
  /** Removes for good what is in the trash, which gives its room on the disk back. */
  'recordings.emptyTrash': { args: nothing, result: z.null() },
  /** Makes a new clip of a part, without encoding again: it begins at the key frame at or before `from`. */
  'recordings.trim': {
    args: z
      .strictObject({ id: RecordingId, from: z.number().min(0), to: z.number().positive() })
      .refine(({ from, to }) => to > from, { message: 'the end must come after the beginning' }),
    result: Recording,
  },
  /** Shows a file in its folder where there is a desktop; the path is for the person to read where there is none. */
  'recordings.show': {
    args: z.strictObject({ id: RecordingId }),
    result: z.object({ shown: z.boolean(), path: z.string() }),
  },
  /** Takes over a drag that has just begun on the page, with the file in hand. */
  'recordings.startDrag': { args: z.strictObject({ id: RecordingId }), result: z.null() },
} as const;

/** The events about recordings. */
export const recordingEvents = {
  /** What is on the shelf has changed; `added` is the clip or picture that is new. */
  'recordings.changed': z.object({ added: Recording.optional() }),
  /** The window closes as soon as nothing is recorded any more: what is being recorded is to be stopped. */
  'recordings.stop': nothing,
} as const;

/** Codes of refusals about recordings. */
export const recordingCodes = [
  /** No such recording (any more). */
  'unknown-recording',
  /** A chunk came out of its order, or some are missing. */
  'out-of-order',
  /** The disk is full. */
  'disk-full',
  /** A file could not be written or read. */
  'disk-failed',
] as const;
