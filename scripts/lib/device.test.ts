/** What `--device auto` takes: what the app remembers of this machine, where that can still be had. */
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { CUDA_FOLDER } from '../../src-main/runtime/cudaRuntime.ts';
import { listDevices } from '../../src-main/runtime/devices.ts';
import { DeviceBook } from '../../src-main/studio/devices/book.ts';
import { machineKey } from '../../src-main/studio/devices/machine.ts';
import { openForPainting, openForTraining, useFetchedRuntime } from './device.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-device-'));
  vi.stubEnv('PASTICHE_DATA', folder);
  vi.stubEnv(CUDA_FOLDER, undefined);
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  removeFolder(folder);
});

it('is the processor where nothing was measured', async () => {
  expect((await openForPainting('auto', 'lite')).id).toBe('cpu');
  expect((await openForTraining('auto')).id).toBe('cpu');
  expect(said).toEqual(Array(2).fill('on: Processor (--device cpu)'));
});

it('is the fastest that was measured, and the next where that is gone', async () => {
  useFetchedRuntime();
  const book = await DeviceBook.open(folder, await machineKey(version, process.env));
  const picture = { network: 'lite', width: 640, height: 480 };
  book.note('cpu', { works: true, msPerFrame: 20, msPerStep: 300 }, picture);
  book.note('webgpu', { works: true, msPerFrame: 5, msPerStep: 90 }, picture);
  await book.settled();
  const webgpu = (await listDevices()).find(({ id }) => id === 'webgpu')!;
  for (const device of [await openForPainting('auto', 'lite'), await openForTraining('auto')]) {
    expect(device.id).toBe(webgpu.available ? 'webgpu' : 'cpu');
  }
  expect(said[0]).toContain(webgpu.available ? 'on: Graphics card' : webgpu.reason);
  expect(said.at(-1)).toMatch(webgpu.available ? /--device webgpu/ : /--device cpu/);
});

it('is what was named, without a word', async () => {
  expect((await openForPainting('cpu', 'lite')).id).toBe('cpu');
  await expect(openForTraining('abacus')).rejects.toThrow('there is no device "abacus"');
  expect(said).toEqual([]);
});
