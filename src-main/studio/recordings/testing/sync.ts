/** What is brought to disk, for tests. */
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** Calls this whenever a file or folder is brought to disk, right before. */
export async function whenSynced(happens: () => void): Promise<void> {
  const any = await open(fileURLToPath(import.meta.url), 'r');
  const handles = Object.getPrototypeOf(any) as typeof any;
  await any.close();
  const { sync } = handles;
  vi.spyOn(handles, 'sync').mockImplementation(function (this: typeof any) {
    happens();
    return sync.call(this);
  });
}
