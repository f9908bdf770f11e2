import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Finding } from '../../measure/protocol.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { DeviceBook, hasGivenUp, isDoubtful, isFar, nearestFrame, ranking, type Known } from './book.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pastiche-devices-'))));
afterEach(() => removeFolder(folder));

const usual = { network: 'lite 16x5', width: 640, height: 480 };
const takes = (msPerFrame: number): Finding => ({ works: true, msPerFrame, msPerStep: null });
const broken: Finding = { works: false, code: 'crashed', reason: 'it ended its process' };

it('remembers from one start to the next, on the same machine with the same drivers', async () => {
  const book = await DeviceBook.open(folder, 'this machine');
  book.note('webgpu', takes(4), usual);
  book.note('cuda', broken, usual);
  await book.settled();
  const again = await DeviceBook.open(folder, 'this machine');
  expect(again.get('webgpu')).toEqual(book.get('webgpu'));
  expect(again.get('cuda')?.finding).toEqual(broken);
  expect((await DeviceBook.open(folder, 'a new driver')).get('webgpu')).toBeUndefined();
});

it.each(['', '{', '[]', '{"version":2}', '{"version":1,"machine":"m","devices":{"cpu":{}}}'])(
  'measures anew where the file is %j',
  async (text) => {
    writeFileSync(join(folder, 'devices.json'), text);
    const book = await DeviceBook.open(folder, 'm');
    expect(book.get('cpu')).toBeUndefined();
    book.note('cpu', takes(20), usual);
    await book.settled();
    expect(JSON.parse(readFileSync(join(folder, 'devices.json'), 'utf8'))).toMatchObject({ machine: 'm' });
  },
);

it('is not misled by ids such as constructor', async () => {
  expect((await DeviceBook.open(folder, 'm')).get('constructor')).toBeUndefined();
});

it('keeps a training step when only a picture is measured again, and no figures of what fails now', async () => {
  const book = await DeviceBook.open(folder, 'm');
  book.note('cpu', { works: true, msPerFrame: 20, msPerStep: 300 }, usual);
  book.note('cpu', takes(21), usual);
  expect(book.get('cpu')).toEqual({
    finding: { works: true, msPerFrame: 21, msPerStep: 300 },
    frames: [{ ...usual, ms: 21 }],
    failures: [],
  });
  book.note('cpu', broken, usual);
  expect(book.get('cpu')?.frames).toEqual([]);
});

it('doubts a figure of a busy machine once', async () => {
  const book = await DeviceBook.open(folder, 'm');
  const busy = (ms: number): Finding => ({ works: true, msPerFrame: ms, msPerStep: null, busy: true });
  book.note('cpu', busy(80), usual);
  expect(isDoubtful(book.get('cpu'), usual)).toBe(true);
  await book.settled();
  expect(isDoubtful((await DeviceBook.open(folder, 'm')).get('cpu'), usual), 'at the next start').toBe(true);
  book.note('cpu', busy(30), usual);
  expect(isDoubtful(book.get('cpu'), usual)).toBe(false);
  expect(nearestFrame(book.get('cpu'), usual)?.ms).toBe(30);
  book.note('cpu', takes(50), usual);
  expect(nearestFrame(book.get('cpu'), usual)?.ms, 'nothing speaks against it').toBe(50);
});

it('judges a picture by the nearest in size with the same network', async () => {
  const book = await DeviceBook.open(folder, 'm');
  book.note('cpu', takes(20), usual);
  book.note('cpu', takes(6), { ...usual, width: 320, height: 240 });
  const asked = { ...usual, width: 384, height: 288 };
  expect(nearestFrame(book.get('cpu'), asked)?.ms).toBe(6);
  expect(isFar(book.get('cpu'), asked)).toBe(false);
  expect(isFar(book.get('cpu'), { ...usual, width: 1920, height: 1080 })).toBe(true);
  expect(isFar(book.get('cpu'), { ...usual, network: 'johnson 32' })).toBe(true);
});

it('keeps that a device cannot train when only a picture is measured again', async () => {
  const book = await DeviceBook.open(folder, 'm');
  book.note('webgpu', { works: true, msPerFrame: 4, msPerStep: null, noStep: 'too large' }, usual);
  book.note('webgpu', takes(5), usual);
  expect(book.get('webgpu')?.finding).toMatchObject({ msPerFrame: 5, noStep: 'too large' });
  book.note('webgpu', { works: true, msPerFrame: 5, msPerStep: 90 }, usual);
  expect(book.get('webgpu')?.finding).toEqual({ works: true, msPerFrame: 5, msPerStep: 90 });
});

it('gives a device up with a network after three failures within a week, and forgives them after it', async () => {
  const book = await DeviceBook.open(folder, 'm');
  const day = 24 * 3600 * 1000;
  book.note('webgpu', takes(4), usual);
  for (const at of [0, 1, 2]) {
    expect(hasGivenUp(book.get('webgpu'), usual, 3 * day)).toBe(false);
    book.fail('webgpu', usual, at * day);
  }
  expect(hasGivenUp(book.get('webgpu'), usual, 3 * day)).toBe(true);
  expect(hasGivenUp(book.get('webgpu'), { ...usual, network: 'johnson 32' }, 3 * day)).toBe(false);
  expect(hasGivenUp(book.get('webgpu'), usual, 7.5 * day)).toBe(false);
  await book.settled();
  const again = await DeviceBook.open(folder, 'm');
  expect(hasGivenUp(again.get('webgpu'), usual, 3 * day)).toBe(true);
  again.pardon('webgpu');
  expect(hasGivenUp(again.get('webgpu'), usual, 3 * day)).toBe(false);
});

it('reads what was written before failures were counted', async () => {
  const device = { finding: takes(4), frames: [{ ...usual, ms: 4 }] };
  const text = JSON.stringify({ version: 1, machine: 'm', devices: { webgpu: device } });
  writeFileSync(join(folder, 'devices.json'), text);
  expect((await DeviceBook.open(folder, 'm')).get('webgpu')).toEqual({ ...device, failures: [] });
});

it('ranks a network that was not measured yet by one that was', async () => {
  const book = await DeviceBook.open(folder, 'm');
  book.note('cpu', takes(20), usual);
  book.note('webgpu', takes(6), usual);
  const other = { ...usual, network: 'johnson 32' };
  expect(ranking(book, ['cpu', 'webgpu'], other)).toEqual(['webgpu', 'cpu']);
  expect(ranking(book, ['cpu', 'webgpu'], other, (id) => id === 'webgpu')).toEqual(['cpu']);
});

const ids = ['cpu', 'webgpu', 'cuda'];
const books = fc.dictionary(
  fc.constantFrom(...ids),
  fc.oneof(
    fc.constant<Known>({ finding: broken, frames: [], failures: [] }),
    fc
      .double({ min: 0.5, max: 500, noNaN: true })
      .map((ms): Known => ({ finding: takes(ms), frames: [{ ...usual, ms }], failures: [] })),
  ),
);

it('ranks what works, the fastest first, and the processor always', () => {
  fc.assert(
    fc.property(books, (devices) => {
      const order = ranking({ get: (id) => devices[id] }, ids, usual);
      expect(order).toContain('cpu');
      expect(new Set(order).size).toBe(order.length);
      for (const id of order) expect(id === 'cpu' || devices[id]!.finding.works).toBe(true);
      const ms = (id: string) => devices[id]?.frames[0]?.ms ?? Infinity;
      const first = order[0]!;
      // A device is chosen over the processor only where it was measured, and measured to be faster.
      if (first !== 'cpu') expect(ms(first)).toBeLessThan(ms('cpu'));
      const others = order.filter((id) => id !== 'cpu').map(ms);
      if (ms('cpu') < Infinity) expect(others).toEqual([...others].sort((a, b) => a - b));
    }),
  );
});
