/** A style's file, as a download: its address names the style, never a path. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StyleId } from '../studio/contract.ts';
import type { GivenStyle } from '../studio/library/giving.ts';

/** The style that an address means, or undefined when it means none. */
export function styleOfPath(path: string): string | undefined {
  const id = /^\/styles\/([^/]+)\.onnx$/.exec(path)?.[1];
  return StyleId.safeParse(id).data;
}

/** Sends a style to be kept under its name: whoever knows no other letters than ASCII gets underscores for them. */
export function sendStyle(
  request: IncomingMessage,
  response: ServerResponse,
  { name, bytes }: GivenStyle,
): void {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  // encodeURIComponent leaves some that this header does not take.
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  );
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.length,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
