/** A training's folder for each test of a file. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { fillTrainingFolder } from './trainingFolder.ts';

/** Tells before each test of a folder that is filled, and takes it away afterwards. */
export function eachInTrainingFolder(use: (folder: string) => void): void {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pastiche-training-'));
    await fillTrainingFolder(folder);
    use(folder);
  });
  afterEach(() => removeFolder(folder));
}
