import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSharp } from './lazy.ts';

it('decodes pictures without holding on to their files', async () => {
  const sharp = await loadSharp();
  expect(sharp.cache().files.max).toBe(0);
});

it('is the only way to sharp, which Electron cannot load as it comes', () => {
  const folder = join(import.meta.dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|testing[\\/]/.test(file))
    .filter((file) => /^import (?!type).*from 'sharp'/m.test(readFileSync(join(folder, file), 'utf8')));
  expect(files).toEqual([]);
});
