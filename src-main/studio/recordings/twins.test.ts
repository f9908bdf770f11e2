import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { Shelf } from './shelf.ts';

it('of two recordings whose names differ in how an accent is written, an id means the one that is shown', async (ctx) => {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-twins-'));
  try {
    for (const form of ['NFC', 'NFD']) await writeFile(join(folder, `Café.webp`.normalize(form)), form);
    if ((await readdir(folder)).length < 2) ctx.skip('this disk takes both for one');
    const shelf = new Shelf({ folder: () => folder, stateOf: () => null });
    const { recordings } = await shelf.list();
    expect(recordings).toHaveLength(1);
    const [shown] = recordings;
    expect((await shelf.find(shown!.id)).file).toBe(`${shown!.name}.webp`);
  } finally {
    removeFolder(folder);
  }
});
