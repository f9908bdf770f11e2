/** A server whose line breaks. */
import { statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

/**
 * Answers with a part of a file, and breaks the connection after some of it: once that is on the asker's disk,
 * because whatever of it was on the way when a connection breaks is thrown away.
 * @param from The first byte that was asked for.
 * @param most So many bytes come; a part that has no more is sent in good order.
 * @param file Where the asker keeps what it has.
 */
export function cutOff(
  response: ServerResponse,
  whole: Buffer,
  from: number,
  most: number,
  file: string,
): void {
  const part = whole.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    'Content-Length': part.length,
    ...(from > 0 && { 'Content-Range': `bytes ${from}-${whole.length - 1}/${whole.length}` }),
  });
  if (part.length <= most) return void response.end(part);
  response.write(part.subarray(0, most));
  const look = setInterval(() => {
    const arrived = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (arrived < from + most && !response.destroyed) return;
    clearInterval(look);
    response.destroy();
  }, 2);
}
