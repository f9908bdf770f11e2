import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
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
