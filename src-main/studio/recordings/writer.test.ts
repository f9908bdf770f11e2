import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { unfinishedFile } from './names.ts';
import { RecordingWriter } from './writer.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-writer-'))));
afterEach(() => removeFolder(folder));

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const create = (): Promise<RecordingWriter> => RecordingWriter.create(folder, 'clip', 'mp4');

describe('a recording that is written', () => {
  it('holds every chunk in order, at every moment', async () => {
    const writer = await create();
    expect(await writer.append(0, bytes(1, 2))).toBe(2);
    expect([...readFileSync(writer.path)]).toEqual([1, 2]);
    expect(await writer.append(1, bytes(3))).toBe(3);
    expect([...readFileSync(writer.path)]).toEqual([1, 2, 3]);
    await writer.close();
    expect(writer.chunks).toBe(2);
  });

  it('takes chunks that are sent at once one after the other', async () => {
    const writer = await create();
    const all = Array.from({ length: 50 }, (_, index) => writer.append(index, bytes(index, index)));
    await Promise.all(all);
    await writer.close();
    expect([...readFileSync(writer.path)]).toEqual(Array.from({ length: 100 }, (_, i) => Math.floor(i / 2)));
  });

  it('takes a chunk again whose answer was lost, without writing it twice', async () => {
    const writer = await create();
    await writer.append(0, bytes(1, 2));
    expect(await writer.append(0, bytes(1, 2))).toBe(2);
    await writer.close();
    expect([...readFileSync(writer.path)]).toEqual([1, 2]);
  });

  it.each([
    ['one that is left out', 2],
    ['one from long ago', -2],
  ])('refuses %s and goes on with the right one', async (_case, shift) => {
    const writer = await create();
    for (let i = 0; i < 3; i++) await writer.append(i, bytes(i));
    await expect(writer.append(3 + shift, bytes(9))).rejects.toMatchObject({ code: 'out-of-order' });
    expect(await writer.append(3, bytes(3))).toBe(4);
    await writer.close();
  });

  it('refuses the last one again when it is not the same', async () => {
    const writer = await create();
    await writer.append(0, bytes(1, 2));
    await expect(writer.append(0, bytes(1))).rejects.toMatchObject({ code: 'out-of-order' });
    await writer.close();
  });

  it('takes nothing after its end, and can be closed twice', async () => {
    const writer = await create();
    await writer.close();
    await writer.close();
    await expect(writer.append(0, bytes(1))).rejects.toMatchObject({ code: 'unknown-recording' });
  });

  it('never takes the place of another file', async () => {
    const taken = join(folder, unfinishedFile('clip', process.pid, 'mp4'));
    writeFileSync(taken, 'precious');
    const writer = await create();
    await writer.append(0, bytes(1));
    await writer.close();
    expect(readFileSync(taken, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('leaves nothing when it is discarded', async () => {
    const writer = await create();
    await writer.append(0, bytes(1));
    await writer.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what is wrong with a folder that cannot be', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(RecordingWriter.create(join(folder, 'file', 'x'), 'clip', 'mp4')).rejects.toMatchObject({
      code: 'disk-failed',
    });
  });
});
