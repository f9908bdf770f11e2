/** Messages over a lane arrive as they were sent, however the stream cuts them up. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Duplex } from 'node:stream';
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { forkChild } from './child.ts';
import { Lane, LaneReader, piecesOf } from './lane.ts';
import { giveBack, memoryFor } from './memory.ts';

const large = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed) % 251);

const MESSAGES: unknown[] = [
  { type: 'ping', request: 1 },
  { type: 'frame', header: { id: 7, blend: null }, pixels: large(20_000) },
  { bytes: large(5000, 2), model: large(9000, 3), few: Uint8Array.of(1, 2, 3) },
  { type: 'styles', styles: Array.from({ length: 3000 }, (_, i) => ({ id: `style ${i}`, file: '/a/path' })) },
  'a word',
  null,
];

it('puts messages together from pieces of any size', () => {
  const stream = Buffer.concat(MESSAGES.flatMap(piecesOf));
  const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70_000 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(cuts, fc.boolean(), (sizes, intoRoom) => {
      const heard: unknown[] = [];
      const reader = new LaneReader((message) => heard.push(message));
      for (let at = 0, i = 0; at < stream.length; i++) {
        const piece = stream.subarray(at, at + sizes[i % sizes.length]!);
        if (!intoRoom) reader.add(piece);
        at += intoRoom ? fill(reader, piece) : piece.length;
      }
      expect(heard).toEqual(MESSAGES);
    }),
    { numRuns: 15 },
  );
});

/** What a socket does that reads into memory it is given. */
function fill(reader: LaneReader, piece: Uint8Array): number {
  const { room } = reader;
  expect(room.length).toBeGreaterThan(0);
  const part = piece.subarray(0, room.length);
  room.set(part);
  reader.took(part.length);
  return part.length;
}

it('sends bytes from where they lie', () => {
  const pixels = large(10_000);
  expect(piecesOf({ type: 'frame', pixels }).at(-1)).toBe(pixels);
});

it('keeps the first messages for who listens later, and tells the one who begins to listen only what follows', () => {
  let hear = (_: unknown): void => undefined;
  const lane = new Lane((reader) => {
    hear = (message) => reader.add(Buffer.concat(piecesOf(message)));
    return new Duplex({ read: () => undefined });
  });
  hear(1);
  const [first, second]: unknown[][] = [[], []];
  lane.onMessage((message) => {
    if (message === 1) lane.onMessage((later) => second!.push(later));
    first!.push(message);
  });
  hear(2);
  expect([first, second]).toEqual([[1, 2], [2]]);
});

// The child runs Pastiche's own port, from its source, as every process of ours does.
const PORT = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'port.ts')).href);
const PROGRAM = `
  const port = (await import(${PORT})).parentPort();
  port.onMessage(async (data) => {
    if (data === null || data.type !== 'end') return void port.post(data);
    await port.post({ last: true, bytes: data.bytes });
    await port.delivered();
    process.exit(0);
  });
  port.onClose(() => process.exit(3));
`;

function start(overLane: boolean): ReturnType<ReturnType<typeof forkChild<object>>> {
  const file = join(mkdtempSync(join(tmpdir(), 'pastiche-lane-')), 'program.mts');
  writeFileSync(file, PROGRAM);
  return forkChild<object>({ file, execArgv: ['--import', import.meta.resolve('tsx')] }, overLane)();
}

it.for([
  ['a lane', true],
  ['Node’s own channel', false],
] as const)('over %s a child hears everything in order, and its last words arrive before its end is told', { timeout: 30_000 }, async ([, overLane], { skip }) => {
  skip(overLane && process.platform === 'win32', 'there are no lanes on Windows: see forkChild');
  const child = start(overLane);
  const heard: unknown[] = [];
  const exited = vi.fn(() => expect(heard).toHaveLength(5));
  child.onMessage((data) => heard.push(data));
  child.onExit(exited);
  const sent = [{ n: 1 }, { n: 2, pixels: large(3_000_000) }, { n: 3 }, { n: 4, pixels: large(640, 4) }];
  for (const message of sent) child.send(message);
  child.send({ type: 'end', bytes: large(2_000_000, 5) });
  await vi.waitFor(() => expect(exited).toHaveBeenCalledOnce(), 20_000);
  const plain = (value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  const comparable = (messages: unknown[]): unknown[] =>
    messages.map((message) => Object.entries(message as object).map(([key, value]) => [key, plain(value)]));
  const last = { last: true, bytes: large(2_000_000, 5) };
  expect(comparable(heard)).toEqual(comparable([...sent, last]));
}); // prettier-ignore

it('takes memory back once, keeps no more than it may, and gives it out for the same length', () => {
  const one = memoryFor(1000);
  giveBack(one);
  giveBack(one);
  const [again, other] = [memoryFor(1000), memoryFor(1000)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  const foreign = new Uint8Array(77);
  giveBack(foreign);
  expect(memoryFor(77)).not.toBe(foreign);
  const many = Array.from({ length: 5 }, () => memoryFor(20 * 1024 * 1024));
  many.forEach(giveBack);
  const back = many.map(() => memoryFor(20 * 1024 * 1024));
  expect(many.filter((memory) => back.includes(memory))).toHaveLength(3);
});
