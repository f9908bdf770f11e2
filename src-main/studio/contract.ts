/**
 * The contract between a page and the main side: every request, event and frame, with the schema that
 * validates it at run time and gives its type. Both shells, the page's bridge and the tests derive from
 * this file and the topics beside it in `contract/`; nothing else crosses.
 *
 * A request is answered by exactly one {@link Reply}. Code branches on `code`, never on a message's text.
 */
import { z } from 'zod';
import { cudaEvents, cudaRequests } from './contract/cuda.ts';
import { deviceEvents, deviceRequests } from './contract/devices.ts';
import { libraryEvents, libraryRequests, StyleId } from './contract/library.ts';
import { ErrorCode } from './contract/errors.ts';
import { loopEvents, loopRequests } from './contract/loops.ts';
import { menuEvents, menuRequests } from './contract/menu.ts';
import { nothing } from './contract/nothing.ts';
import {
  recordingEvents,
  recordingRequests,
  recordingSettings,
  recordingSettingsPatch,
} from './contract/recordings.ts';
import { recordingsFolderRequests } from './contract/recordingsFolder.ts';
import { repaintEvents, repaintRequests } from './contract/repaint.ts';
import { reportRequests } from './contract/report.ts';
import { SettledSizes } from './contract/sizes.ts';
import { trainingEvents, trainingRequests } from './contract/trainings.ts';
import { sketchEvents, sketchRequests } from './contract/sketches.ts';
import { uploadRequests } from './contract/uploads.ts';
import { Video } from './contract/video.ts';

export * from './contract/cuda.ts';
export * from './contract/devices.ts';
export * from './contract/errors.ts';
export * from './contract/library.ts';
export type { SettledSize } from './contract/sizes.ts';
export * from './contract/video.ts';

/** Version of the contract. A page and a main side of different versions refuse each other. */
export const CONTRACT_VERSION = 1;

/** Largest edge of a frame in pixels, and the largest frame in bytes (8-bit RGBA). */
export const MAX_FRAME_EDGE = 4096;
export const MAX_FRAME_BYTES = 4 * MAX_FRAME_EDGE * MAX_FRAME_EDGE;

/** Working resolution: the size in pixels at which frames are painted. */
export const Resolution = z.object({
  width: z.number().int().min(16).max(MAX_FRAME_EDGE),
  height: z.number().int().min(16).max(MAX_FRAME_EDGE),
});
export type Resolution = z.infer<typeof Resolution>;

/** A second style to mix with the first: at `amount` 0 only the first shows, at 1 only this one. */
export const Blend = z.strictObject({ styleId: StyleId, amount: z.number().min(0).max(1) });
export type Blend = z.infer<typeof Blend>;

/** What is remembered from one start to the next. Every field has a default, so `{}` is valid. */
export const Settings = z.object({
  version: z.literal(1).default(1),
  /** The chosen style; null before the first choice. */
  styleId: StyleId.nullable().default(null),
  /** 0 shows the camera, 1 the painting. */
  strength: z.number().min(0).max(1).default(1),
  /** The painting's light and shade on the camera's own colours. */
  keepColours: z.boolean().default(false),
  /** The style on the stage is mixed with this one; null for one style alone. */
  blend: Blend.nullable().default(null),
  mirror: z.boolean().default(true),
  /**
   * `MediaDeviceInfo.deviceId`; null for the browser's default camera; `demo-scene` or `video-file` for what
   * takes a camera's place.
   */
  cameraId: z.string().max(512).nullable().default(null),
  /** `auto`: the largest that holds `targetFps`. */
  resolution: z.union([z.literal('auto'), Resolution]).default('auto'),
  /** Pictures a second to hold. */
  targetFps: z.literal([15, 24, 30, 60]).default(30),
  /** Where `auto` begins. */
  settledSizes: SettledSizes.default([]),
  /** A {@link DeviceInfo} id, or `auto`. */
  device: z.string().max(64).default('auto'),
  /** The page's language; `system`: the first of the person's own that the page speaks. */
  language: z.enum(['system', 'en', 'ja']).default('system'),
  /** Light or dark. */
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** The person has seen the welcome, and so has been told about the camera before it is asked for. */
  welcomed: z.boolean().default(false),
  ...recordingSettings,
});
export type Settings = z.infer<typeof Settings>;
/** A change of some settings; fields left out stay as they are. */
export const SettingsPatch = z
  .strictObject({
    styleId: Settings.shape.styleId.unwrap(),
    strength: Settings.shape.strength.unwrap(),
    keepColours: Settings.shape.keepColours.unwrap(),
    blend: Settings.shape.blend.unwrap(),
    mirror: Settings.shape.mirror.unwrap(),
    cameraId: Settings.shape.cameraId.unwrap(),
    resolution: Settings.shape.resolution.unwrap(),
    targetFps: Settings.shape.targetFps.unwrap(),
    settledSizes: Settings.shape.settledSizes.unwrap(),
    device: Settings.shape.device.unwrap(),
    language: Settings.shape.language.unwrap(),
    theme: Settings.shape.theme.unwrap(),
    welcomed: Settings.shape.welcomed.unwrap(),
    ...recordingSettingsPatch,
  })
  .partial();
export type SettingsPatch = z.infer<typeof SettingsPatch>;

/**
 * The paint process's state.
 * `starting`: first start. `ready`: paints. `restarting`: it died and is coming back; frames sent
 * meanwhile are answered `unavailable`. `failed`: it died too often; `message` says what to do.
 */
export const EngineState = z.object({
  status: z.enum(['starting', 'ready', 'restarting', 'failed']),
  /** The device it paints on; null until known. */
  device: z.string().nullable(),
  /** How many live pictures it paints at once; one where it is not said. */
  atOnce: z.number().int().min(1).optional(),
  /** Soon it will be more: what pictures cost until then says little. */
  joining: z.boolean().optional(),
  /** Process id, for diagnostics; null while there is none. */
  pid: z.number().int().nullable(),
  /** How often it has been restarted since the app started. */
  restarts: z.number().int().min(0),
  message: z.string().optional(),
});
export type EngineState = z.infer<typeof EngineState>;

/** A sentence for the person, shown for a while. */
export const Notice = z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string() });
export type Notice = z.infer<typeof Notice>;

export const AppInfo = z.object({
  contract: z.number().int(),
  version: z.string(),
  shell: z.enum(['electron', 'browser']),
  platform: z.string(),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** Every request a page can make: its arguments and its result. */
export const requests = {
  'app.info': { args: nothing, result: AppInfo },
  ...libraryRequests,
  ...deviceRequests,
  ...cudaRequests,
  'settings.get': { args: nothing, result: Settings },
  /** Answers with the settings as they now are; they are on disk when it does. */
  'settings.set': { args: SettingsPatch, result: Settings },
  'engine.state': { args: nothing, result: EngineState },
  /**
   * Loads a style for a frame size ahead of need, then the other styles in idle time. A page calls it
   * when the style, the size or the device changes; painting works without it, only slower at first.
   * `blendId` is the style that the first is mixed with.
   */
  'engine.prepare': {
    args: z.strictObject({
      styleId: StyleId,
      blendId: StyleId.nullable().default(null),
      ...Resolution.shape,
      video: Video.optional(),
    }),
    result: z.null(),
  },
  /** Starts a failed engine again. */
  'engine.restart': { args: nothing, result: EngineState },
  ...menuRequests,
  ...reportRequests,
  ...recordingRequests,
  ...recordingsFolderRequests,
  ...loopRequests,
  ...repaintRequests,
  ...uploadRequests,
  ...trainingRequests,
  ...sketchRequests,
} as const;

/** Every event the main side can send. */
export const events = {
  'engine.state': EngineState,
  ...deviceEvents,
  ...cudaEvents,
  ...libraryEvents,
  'settings.changed': Settings,
  notice: Notice,
  ...menuEvents,
  ...recordingEvents,
  ...loopEvents,
  ...repaintEvents,
  ...trainingEvents,
  ...sketchEvents,
} as const;

export type RequestName = keyof typeof requests;
export type Args<N extends RequestName> = z.input<(typeof requests)[N]['args']>;
export type Result<N extends RequestName> = z.output<(typeof requests)[N]['result']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;

export type Reply<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; message: string };

/**
 * The header of a frame to paint. Its pixels travel beside it in rows from the top: width * height * 4 bytes of 8-bit
 * RGBA, or those of a video frame. Headers carry everything, so a restarted engine needs no history.
 */
export const FrameHeader = z.strictObject({
  /** Chosen by the sender; the answer carries the same. */
  id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /**
   * `live`: a newer live frame replaces a waiting one, which is answered `dropped`.
   * `tile`: a gallery picture, painted when no live frame waits. `still`: never dropped.
   */
  kind: z.enum(['live', 'tile', 'still']),
  styleId: StyleId,
  strength: z.number().min(0).max(1),
  /** The painting's luminance with the frame's own colours. */
  keepColours: z.boolean().default(false),
  blend: Blend.nullable().default(null),
  width: z.number().int().min(16).max(MAX_FRAME_EDGE),
  height: z.number().int().min(16).max(MAX_FRAME_EDGE),
  /** RGBA where it is not said. Width and height of a video frame's painting are even, its pixels 2.4 million at most, and a multiple of 8. */
  video: Video.optional(),
});
export type FrameHeader = z.infer<typeof FrameHeader>;
/** A frame's header as its sender may write it, without what has a default. */
export type SentFrameHeader = z.input<typeof FrameHeader>;

/** The header of an answer to a frame; with `ok: true` the painted pixels travel beside it. */
export const PaintedHeader = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    id: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
    /** Milliseconds the network took. */
    paintMs: z.number(),
    /** Of a video frame: how its painting lies in memory; always `i420`, and of the painting's size. */
    video: Video.optional(),
  }),
  z.object({ ok: z.literal(false), id: z.number().int(), code: ErrorCode, message: z.string() }),
]);
export type PaintedHeader = z.infer<typeof PaintedHeader>;

/** What a page sends over the WebSocket or the preload as text: one request. */
export const RequestMessage = z.strictObject({
  type: z.literal('request'),
  id: z.number().int().min(0),
  name: z.string().max(64),
  args: z.unknown(),
});
export type RequestMessage = z.infer<typeof RequestMessage>;

/**
 * A request with bytes among its arguments, as the header of a binary message on the WebSocket: the bytes
 * follow it and are the argument `bytes`. Over the preload they are in the arguments as they are.
 */
export const BinaryRequestHeader = RequestMessage.extend({ args: z.record(z.string(), z.unknown()) });
export type BinaryRequestHeader = z.infer<typeof BinaryRequestHeader>;

/** What the main side sends as text: an answer, or an event. */
export type ServerMessage =
  { type: 'reply'; id: number; reply: Reply<unknown> } | { type: 'event'; name: EventName; data: unknown };

/*
 * Frames, and requests and replies with bytes, are binary messages on the WebSocket: a 4-byte little-endian header
 * length, the header as UTF-8 JSON, then the pixels or bytes. Over a MessagePort they are `{ header, pixels }`,
 * pixels a Uint8Array.
 */
