import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { Settings } from './contract.ts';
import { SettingsStore } from './settings.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ rename: typeof rename }>();
  return { ...real, rename: vi.fn(real.rename) };
});

const defaults = Settings.parse({});
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => removeFolder(folder));

it('remembers what was set, and starts with the defaults', async () => {
  const { store, notice } = await SettingsStore.open(join(folder, 'not', 'there'));
  expect(store.current).toEqual(defaults);
  expect(notice).toBeUndefined();
  await store.set({ styleId: 'wave', strength: 0.5 });
  const { store: again } = await SettingsStore.open(join(folder, 'not', 'there'));
  expect(again.current).toEqual({ ...defaults, styleId: 'wave', strength: 0.5 });
});

describe('a file that cannot be understood', () => {
  const own = { cameraId: 'mine', language: 'ja', welcomed: true } as const;
  it.each<[name: string, text: string, taken: Partial<Settings>]>([
    ['garbage', '\u0000\u0001garbage', {}],
    ['half a file', '{"version":1,"strength":0.', {}],
    ['a newer version', JSON.stringify({ ...own, version: 2, newThing: true }), own],
    ['a value out of range', JSON.stringify({ ...own, version: 1, strength: 7 }), own],
    ['a part of a value', JSON.stringify({ ...own, blend: { styleId: 'wave', amount: 2 } }), own],
    ['no object', '[1,2,3]', {}],
    ['no object either', 'null', {}],
    ['nothing', '', {}],
  ])('is kept beside, with a notice, and what can be is taken from it: %s', async (_name, text, taken) => {
    writeFileSync(file, text);
    const { store, notice } = await SettingsStore.open(folder);
    expect(store.current).toEqual({ ...defaults, ...taken });
    expect(notice?.level).toBe('warning');
    const [aside = '', ...others] = readdirSync(folder).sort();
    expect(aside).toMatch(/^settings\.bad-.*\.json$/);
    expect(others).toEqual(['settings.json']);
    expect(notice?.message).toContain(aside);
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    const next = await SettingsStore.open(folder);
    expect(next.store.current).toEqual({ ...defaults, ...taken });
    expect(next.notice).toBeUndefined();
  });

  it('is kept beside, too, when it cannot even be read, and not written over by the next change', async () => {
    // A folder in the file's place cannot be read, not even by root.
    mkdirSync(join(file, 'whole'), { recursive: true });
    const { store, notice } = await SettingsStore.open(folder);
    expect(store.current).toEqual(defaults);
    await store.set({ strength: 0.5 });
    const [aside = ''] = readdirSync(folder).sort();
    expect(notice?.message).toMatch(/cannot be read.*kept as settings\.bad-/);
    expect(readdirSync(join(folder, aside))).toEqual(['whole']);
    expect((await SettingsStore.open(folder)).store.current.strength).toBe(0.5);
  });

  it.each(['garbage', JSON.stringify({ version: 1, strength: 7 })])(
    'is not written over where it cannot be kept beside: %s',
    async (text) => {
      writeFileSync(file, text);
      vi.mocked(rename).mockRejectedValueOnce(new Error('EBUSY'));
      const { store, notice } = await SettingsStore.open(folder);
      expect(notice?.message).toContain('left as they are, and no new ones are kept');
      await expect(store.set({ strength: 0.5 })).rejects.toMatchObject({
        code: 'storage',
        message: 'settings.json could not be read at the start, and is left as it is. Start Pastiche again.',
      });
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(readdirSync(folder)).toEqual(['settings.json']);
    },
  );
});

it('makes changes one after the other, each on what the one before left', async () => {
  const { store } = await SettingsStore.open(folder);
  const answers = await Promise.all([
    store.set({ strength: 0.1 }),
    store.set({ mirror: false }),
    store.set({ strength: 0.2 }),
    ...Array.from({ length: 20 }, (_, count) => store.set({ styleId: `s${count}` })),
  ]);
  expect(answers[1]).toEqual({ ...defaults, strength: 0.1, mirror: false });
  expect(answers.at(-1)).toEqual({ ...defaults, strength: 0.2, mirror: false, styleId: 's19' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(store.current);
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

it('stays as it was when the disk refuses, and works again afterwards', async () => {
  const { store } = await SettingsStore.open(folder);
  await store.set({ strength: 0.5 });
  // A folder in the file's place cannot be replaced, not even by root.
  rmSync(file);
  mkdirSync(join(file, 'in the way'), { recursive: true });
  await expect(store.set({ strength: 0.9 })).rejects.toThrow();
  expect(store.current.strength).toBe(0.5);
  expect(readdirSync(folder)).toEqual(['settings.json']);
  chmodSync(file, 0o755);
  rmSync(file, { recursive: true });
  expect((await store.set({ mirror: false })).strength).toBe(0.5);
});
