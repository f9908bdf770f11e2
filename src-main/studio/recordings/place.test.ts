import { linkSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { placeFile } from './place.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-place-'))));
afterEach(() => removeFolder(folder));

it('changes the capitals of a name where they make no difference, and takes no other file for the same', async () => {
  const file = join(folder, 'holiday.mp4');
  writeFileSync(file, 'a');
  // What such a file system says of the other name; one that is like that says it already.
  try {
    linkSync(file, join(folder, 'Holiday.mp4'));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EEXIST');
  }
  expect(await placeFile(file, folder, 'Holiday', 'mp4')).toBe('Holiday.mp4');
  writeFileSync(join(folder, 'PIER.mp4'), 'b');
  writeFileSync(join(folder, 'part.mp4'), 'c');
  expect(await placeFile(join(folder, 'part.mp4'), folder, 'PIER', 'mp4')).toBe('PIER (2).mp4');
  expect(readFileSync(join(folder, 'PIER.mp4'), 'utf8')).toBe('b');
});
