/** The folder where Chromium keeps its own things. */
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolderSync } from '../train/makeFolder.ts';

/**
 * Makes the folder, for Electron refuses one that is not there. A disk that refuses is no reason not to start:
 * then Chromium keeps its things where everything temporary is.
 */
export function makeProfile(folder: string, temporary = tmpdir()): string {
  try {
    makeFolderSync(folder);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return mkdtempSync(join(temporary, 'pastiche-window-'));
  }
}
