import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { makeProfile } from './profile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-profile-'));
});
afterEach(() => removeFolder(folder));

it('is made, and is there at the next start', () => {
  const profile = join(folder, 'data', 'window');
  expect(makeProfile(profile)).toBe(profile);
  expect(existsSync(profile)).toBe(true);
  expect(makeProfile(profile)).toBe(profile);
});

it('is elsewhere where the disk refuses, so that the app starts all the same', () => {
  writeFileSync(join(folder, 'data'), 'a file where the folder should be');
  const profile = makeProfile(join(folder, 'data', 'window'), folder);
  expect(existsSync(profile)).toBe(true);
  expect(dirname(profile)).toBe(folder);
});
