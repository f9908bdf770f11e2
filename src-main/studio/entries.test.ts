import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { appIcon, appRoot, modelsFolder, processEntry } from './entries.ts';

it('finds what is in the checkout', () => {
  for (const file of [join(appRoot, 'package.json'), modelsFolder(), appIcon(), processEntry('paint').file]) {
    expect(existsSync(file), file).toBe(true);
  }
});

it('finds styles and icon beside the archive of an installed app', () => {
  const resources = ['', 'opt', 'Pastiche', 'resources'].join(sep);
  expect(modelsFolder(join(resources, 'app.asar'))).toBe(join(resources, 'models'));
  expect(appIcon(join(resources, 'app.asar'))).toBe(join(resources, 'icon.png'));
});

it('has Node start a process from source', async () => {
  const { file, execArgv } = processEntry('train');
  const said = await new Promise((told) =>
    execFile(process.execPath, [...execArgv, file], (_error, _out, words) => told(words)),
  );
  // Nobody is there to tell it what to do.
  expect(said).toMatch(/^This is the training process/);
});
