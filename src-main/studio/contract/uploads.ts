/**
 * Files that a page hands over. The page names no path: it opens an upload, appends to it in order, and then
 * cites its handle in another request. Text messages are short, so a file travels in pieces.
 */
import { z } from 'zod';
import { nothing } from './nothing.ts';

/** The largest file: a scan of a painting of 80 million pixels, 16 bits each and not compressed. */
export const MAX_UPLOAD_BYTES = 512 * 1024 * 1024;
/** The largest piece in bytes: with base64's third on top it fits into a message. */
export const MAX_PIECE_BYTES = 45_000;

/** An upload's handle. */
export const UploadId = z.string().regex(/^[a-f0-9]{32}$/);

export const uploadRequests = {
  /** Opens an upload for a file of exactly so many bytes. */
  'uploads.open': {
    args: z.strictObject({ bytes: z.number().int().min(1).max(MAX_UPLOAD_BYTES) }),
    result: z.object({ upload: UploadId }),
  },
  /** Appends a piece, base64; `offset` is how many bytes came before, so that none is lost or doubled. */
  'uploads.append': {
    args: z.strictObject({
      upload: UploadId,
      offset: z.number().int().min(0),
      data: z.base64().max(Math.ceil(MAX_PIECE_BYTES / 3) * 4),
    }),
    result: z.object({ received: z.number().int() }),
  },
  /** Throws an upload away. */
  'uploads.cancel': { args: z.strictObject({ upload: UploadId }), result: nothing },
} as const;
