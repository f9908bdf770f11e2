/** Handing a file to the main side, in pieces that fit into messages. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode } from '../bridge/contract.ts';
import { bytes, t } from '../language/language.svelte.ts';
import { isHeic } from '../repaint/heic.ts';

/** Bytes in a piece; a multiple of three, so that its base64 needs no filling. The contract takes no more. */
export const PIECE_BYTES = 45_000;
/** The largest file that the contract takes. */
export const MOST_BYTES = 512 * 1024 * 1024;

/** Something was refused, by the main side or for what is known of it; `code` and message as the main side gives them. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ErrorCode;

  constructor({ code, message }: { code: ErrorCode; message: string }) {
    super(message);
    this.code = code;
  }
}

/** Sends a file; gives its handle. Rejects with a {@link RefusedError}, or the signal's reason. */
export async function upload(
  bridge: Pick<Bridge, 'request'>,
  file: Blob,
  onProgress: (sent: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<string> {
  if (file.size === 0) throw new RefusedError({ code: 'bad-input', message: t('training.fileEmpty') });
  if (file.size > MOST_BYTES) {
    const message = t('training.fileTooLarge', { size: bytes(file.size), most: bytes(MOST_BYTES) });
    throw new RefusedError({ code: 'too-large', message });
  }
  if (await isHeic(file)) throw new RefusedError({ code: 'bad-input', message: t('training.fileHeic') });
  const opened = await bridge.request('uploads.open', { bytes: file.size });
  if (!opened.ok) throw new RefusedError(opened);
  const { upload: id } = opened.value;
  try {
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      signal?.throwIfAborted();
      const piece = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
      const reply = await bridge.request('uploads.append', { upload: id, offset, data: toBase64(piece) });
      if (!reply.ok) throw new RefusedError(reply);
      onProgress(reply.value.received);
    }
    return id;
  } catch (error) {
    void bridge.request('uploads.cancel', { upload: id });
    throw error;
  }
}

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
