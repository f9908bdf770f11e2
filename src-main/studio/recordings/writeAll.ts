/** Writing a piece of a file to its end. */
import type { FileHandle } from 'node:fs/promises';

/** Writes all of it: one call may take less than it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
