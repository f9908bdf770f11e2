/** A style's file, as a download: its address names the style, never a path. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { StyleId } from '../studio/contract.ts';

/** The style that an address means, or undefined when it means none. */
export function styleOfPath(path: string): string | undefined {
  const id = /^\/styles\/([^/]+)\.onnx$/.exec(path)?.[1];
  return StyleId.safeParse(id).data;
}

/** Sends a file to be kept under `name`, which needs no quoting. Rejects before anything is sent where it is gone. */
export async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  name: string,
): Promise<void> {
  const { size } = await stat(file);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Content-Disposition': `attachment; filename="${name}"`,
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response);
}
