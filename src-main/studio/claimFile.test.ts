import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { claimFile, releaseFile } from './claimFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-claim-'));
});
afterEach(() => removeFolder(folder));

const claim = (): Promise<string | undefined> => claimFile(join(folder, 'claim'), 'mine', () => true);

it('is not had where what is there cannot be read', async () => {
  mkdirSync(join(folder, 'claim'));
  await expect(claim()).rejects.toThrow(/EISDIR/);
});

it('is not had where it can be neither read nor made', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows lets only some make links');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'claim'));
  await expect(claim()).rejects.toThrow(/claim can be neither made nor taken over/);
});

it('is given back, unless one takes it over just now: what that finds there instead may be another’s', async () => {
  const file = join(folder, 'claim');
  await claim();
  writeFileSync(`${file}.heir`, 'another');
  await releaseFile(file, 'mine', (said) => said !== 'another');
  expect(readdirSync(folder).sort()).toEqual(['claim', 'claim.heir']);
  await releaseFile(file, 'mine', () => true);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(file, 'another');
  await releaseFile(file, 'mine', () => true);
  expect(readdirSync(folder)).toEqual(['claim']);
});
