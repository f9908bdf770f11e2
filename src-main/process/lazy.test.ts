import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { loadSharp } from './lazy.ts';

it('decodes pictures without holding on to their files', async () => {
  const sharp = await loadSharp();
  expect(sharp.cache().files.max).toBe(0);
});

const setApart = vi.hoisted(() => vi.fn());
vi.mock('./sharpApart.ts', () => ({ loadSharpApart: setApart }));

it.each([
  ['linux', { electron: '45.0.0' }, 1],
  ['linux', {}, 0],
  ['win32', { electron: '45.0.0' }, 0],
  ['darwin', { electron: '45.0.0' }, 0],
])(
  'sets sharp apart only where Electron has the system’s GLib: %s, %j',
  async (platform, versions, times) => {
    setApart.mockClear();
    vi.resetModules();
    vi.doMock('node:process', () => ({ default: { platform, versions } }));
    const lazy = await import('./lazy.ts');
    await lazy.loadSharp();
    await lazy.loadSharp();
    expect(setApart).toHaveBeenCalledTimes(times);
    vi.doUnmock('node:process');
  },
);

/** An import of sharp that is more than its types, on one line or several, or when it is needed. */
const LOADING = /^(import|export) (?!type )[^;]*?from 'sharp'|^import 'sharp'|(import|require)\('sharp'\)/m;

it('is the only way to sharp, which Electron cannot load as it comes', () => {
  const folder = join(import.meta.dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|testing[\\/]/.test(file))
    .filter((file) => LOADING.test(readFileSync(join(folder, file), 'utf8')));
  expect(files).toEqual([join('process', 'lazy.ts')]);
});
