/** The contract's part about the library: styles, and all that a person does with them but paint. */
import { z } from 'zod';
import { nothing } from './nothing.ts';

/** A style's file may have so many bytes. */
export const MAX_STYLE_FILE_BYTES = 256 * 1024 * 1024;
/** A style's weights may lie in so many files beside it. */
export const MAX_DATA_FILES = 256;
/** A style that is brought in crosses in pieces of at most so many bytes. */
export const MAX_CHUNK_BYTES = 1024 * 1024;

/** A style's id: the base name of its file in a style folder. */
export const StyleId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'use 1-64 of a-z, 0-9, "-" and "_"');

/** How a style was trained; from the metadata that our trainer writes. */
export const StyleTraining = z
  .object({
    steps: z.number().int().positive(),
    /** Edge of the training pictures in pixels. */
    size: z.number().int().positive(),
    batch: z.number().int().positive(),
    /** Longer edge of the painting in pixels. */
    paintingSize: z.number().int().positive(),
    rate: z.number().positive(),
    contentLayers: z.array(z.string().max(32)).max(32),
    styleLayers: z.array(z.string().max(32)).max(32),
    /** How often the picture is halved for each comparison of styles. */
    styleScales: z.array(z.number().int().min(0)).max(8),
    /** Over how many pictures the style was compared; where it does not say so, each by itself. */
    stylePictures: z.number().int().min(1),
    /** How much the strokes in each part of a picture counted; where it does not say so, nothing. */
    strokes: z.number().min(0),
    contentWeight: z.number().min(0),
    styleWeight: z.number().min(0),
    tvWeight: z.number().min(0),
    /** The painting was learned in the photos' own colours. */
    colours: z.literal('own'),
  })
  .partial();
export type StyleTraining = z.infer<typeof StyleTraining>;

/** Losses that a training reached: the mean over its last steps. */
export const StyleLosses = z
  .object({ content: z.number().min(0), style: z.number().min(0), tv: z.number().min(0) })
  .partial();
export type StyleLosses = z.infer<typeof StyleLosses>;

/** What the gallery shows of a style; comes from the metadata inside its `.onnx` file, and from the person. */
export const StyleInfo = z.object({
  id: StyleId,
  title: z.string(),
  /** What the painting is called, whatever the style is. */
  painting: z.string().optional(),
  artist: z.string().optional(),
  year: z.number().int().optional(),
  credit: z.string().optional(),
  licence: z.string().optional(),
  /** Name of the transform network, e.g. `swift 16x4`; absent for models from elsewhere. */
  network: z.string().optional(),
  training: StyleTraining.optional(),
  losses: StyleLosses.optional(),
  /** True for the styles that come with the app. */
  shipped: z.boolean(),
  favourite: z.boolean().optional(),
  /** When the person's own style came, in milliseconds since 1970. */
  addedAt: z.number().optional(),
  /** Size of its file. */
  bytes: z.number().int().min(0).optional(),
  /** Changes when the file does, and so what the style paints. */
  stamp: z.string().optional(),
});
export type StyleInfo = z.infer<typeof StyleInfo>;

/** A style file that could not be used, why, and what to do. */
export const StyleProblem = z.object({ file: z.string(), message: z.string() });
export type StyleProblem = z.infer<typeof StyleProblem>;

/** An entry of the trash. */
export const TrashId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}~[0-9a-z]{1,16}$/, 'no entry of the trash');

/** A style in the trash. One that comes with the app is only put away: its file stays. */
export const TrashedStyle = z.object({
  trashId: TrashId,
  styleId: StyleId,
  title: z.string(),
  artist: z.string().optional(),
  shipped: z.boolean(),
  trashedAt: z.number(),
});
export type TrashedStyle = z.infer<typeof TrashedStyle>;

/** What the shell can do with a style's file. */
export const LibraryAbilities = z.object({
  showInFolder: z.boolean(),
  /** `dialog`: main asks where to. `download`: the browser fetches it. */
  export: z.enum(['dialog', 'download']),
  /** How a tile is dragged out: main starts it, or the page names the download's address. */
  drag: z.enum(['native', 'download']),
  /** A style's file may have so many bytes. */
  mostBytes: z.int().positive(),
});
export type LibraryAbilities = z.infer<typeof LibraryAbilities>;

const Title = z.string().trim().min(1, 'a title has at least one character').max(200);
const ImportId = z.uuid();
const FileName = z.string().min(1).max(255);
const FileSize = z.number().int().min(0);
const chunk = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_CHUNK_BYTES,
  `must be 1-${MAX_CHUNK_BYTES} bytes`,
);
const oneStyle = z.strictObject({ styleId: StyleId });

/** Requests about the library. */
export const libraryRequests = {
  'styles.list': {
    args: nothing,
    result: z.object({ styles: z.array(StyleInfo), problems: z.array(StyleProblem) }),
  },
  'library.abilities': { args: nothing, result: LibraryAbilities },
  /** Gives a style another title. Its file stays as it is. */
  'library.rename': { args: z.strictObject({ styleId: StyleId, title: Title }), result: z.null() },
  'library.favourite': {
    args: z.strictObject({ styleId: StyleId, favourite: z.boolean() }),
    result: z.null(),
  },
  /** The gallery's order from now on. Styles that are not named, and new ones, come at the end. */
  'library.order': { args: z.strictObject({ styleIds: z.array(StyleId).max(10_000) }), result: z.null() },
  /** Takes a style off the wall; `library.restore` with what this answers hangs it again. */
  'library.trash': { args: oneStyle, result: TrashedStyle },
  /** Its id may be another than before, where that has been taken meanwhile. */
  'library.restore': {
    args: z.strictObject({ trashId: TrashId }),
    result: z.object({ styleId: StyleId }),
  },
  'library.trashed': { args: nothing, result: z.array(TrashedStyle) },
  /** Deletes the person's own styles in the trash for good; answers with what is left in it. */
  'library.emptyTrash': { args: nothing, result: z.array(TrashedStyle) },
  /** Asks where to, and writes a copy there; or answers with the address of a download. */
  'library.export': {
    args: oneStyle,
    result: z.discriminatedUnion('how', [
      z.object({ how: z.literal('download'), url: z.string() }),
      z.object({ how: z.literal('saved'), file: z.string() }),
      z.object({ how: z.literal('cancelled') }),
    ]),
  },
  /** Refused with `unavailable` where the shell has no way to. */
  'library.showInFolder': { args: oneStyle, result: z.null() },
  /** The person has begun to drag the style's tile; only where `abilities` say `native`. */
  'library.startDrag': { args: oneStyle, result: z.null() },
  /**
   * A file is about to come. The page chooses the import's id, sends the pieces in order, and finishes;
   * an import that stalls, or is cancelled, leaves nothing. Refused at once where it is too large. Files in which its
   * weights lie come right behind it, as if all were one file.
   */
  'library.importBegin': {
    args: z.strictObject({
      importId: ImportId,
      /** The file's name, for the style's id and title. */
      name: FileName,
      bytes: FileSize,
      data: z
        .array(z.strictObject({ name: FileName, bytes: FileSize }))
        .max(MAX_DATA_FILES)
        .default([]),
    }),
    result: z.null(),
  },
  'library.importChunk': {
    args: z.strictObject({ importId: ImportId, offset: FileSize, bytes: chunk }),
    result: z.object({ received: z.number().int() }),
  },
  /** Checks the file and hangs it; refused with `unusable-style` and the reason where it is none. */
  'library.importFinish': {
    args: z.strictObject({ importId: ImportId }),
    result: z.object({ styleId: StyleId, title: z.string() }),
  },
  /** Ends an import, in whatever state; one that is not there any more is fine. */
  'library.importCancel': { args: z.strictObject({ importId: ImportId }), result: z.null() },
} as const;

/** Events about the library. */
export const libraryEvents = {
  'styles.changed': nothing,
} as const;
