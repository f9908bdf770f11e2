import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Settings } from './contract.ts';
import { SettingsStore } from './settings.ts';

const defaults = Settings.parse({});
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('remembers what was set, and starts with the defaults', async () => {
  const { store, notice } = await SettingsStore.open(join(folder, 'not', 'there'));
  expect(store.current).toEqual(defaults);
  expect(notice).toBeUndefined();
  await store.set({ styleId: 'wave', strength: 0.5 });
  const { store: again } = await SettingsStore.open(join(folder, 'not', 'there'));
  expect(again.current).toEqual({ ...defaults, styleId: 'wave', strength: 0.5 });
});

describe('a file that cannot be understood', () => {
  const cases = {
    garbage: '\u0000\u0001garbage',
    'half a file': '{"version":1,"strength":0.',
    'a newer version': '{"version":2,"strength":0.5,"newThing":true}',
    'values out of range': '{"version":1,"strength":7}',
    'no object': '[1,2,3]',
    nothing: '',
  };
  for (const [name, text] of Object.entries(cases)) {
    it(`is kept beside, with a notice: ${name}`, async () => {
      writeFileSync(file, text);
      const { store, notice } = await SettingsStore.open(folder);
      expect(store.current).toEqual(defaults);
      expect(notice?.level).toBe('warning');
      const kept = readdirSync(folder);
      expect(kept).toEqual([expect.stringMatching(/^settings\.bad-.*\.json$/)]);
      expect(notice?.message).toContain(kept[0]);
      expect(readFileSync(join(folder, String(kept[0])), 'utf8')).toBe(text);
    });
  }

  it('is left alone when it cannot even be read', async () => {
    mkdirSync(file);
    const { store, notice } = await SettingsStore.open(folder);
    expect(store.current).toEqual(defaults);
    expect(notice?.message).toContain('cannot be read');
    expect(existsSync(file)).toBe(true);
  });
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
