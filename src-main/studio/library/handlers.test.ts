/** The library's requests as a page makes them. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaintChild } from '../../paint/child.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import {
  type Args,
  libraryRequests,
  MAX_CHUNK_BYTES,
  MAX_STYLE_FILE_BYTES,
  type RequestName,
  type Result,
} from '../contract.ts';
import { Log } from '../log.ts';
import { Studio } from '../studio.ts';

let folder: string;
let studio: Studio;
let heard: { name: string; data: unknown }[];
const shown: string[] = [];
const dragged: string[] = [];

/** A paint process that never comes: nothing here paints. */
const spawnPaint = (): PaintChild => ({
  pid: 1,
  send: () => undefined,
  onMessage: () => undefined,
  onExit: () => undefined,
  kill: () => undefined,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-requests-'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models', 'wave.onnx'), 'The Wave');
  heard = [];
  studio = await Studio.open({
    shell: 'electron',
    version: '1',
    spawnPaint,
    checkReplies: true,
    spawnTrain: () => {
      throw new Error('nothing is trained here');
    },
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    describeModel: () => ({}),
    log: new Log({ folder: join(folder, 'logs'), mask: (text) => text }),
    adopt: (bytes) => {
      const text = Buffer.from(bytes).toString();
      if (text === 'bad') return Promise.reject(new Error('an operator "Loop" is not known here.'));
      return Promise.resolve({ bytes, description: { title: text } });
    },
    facilities: {
      saveAs: () => Promise.resolve(join(folder, 'saved.onnx')),
      showInFolder: (file) => void shown.push(file),
      startDrag: (file) => void dragged.push(file),
    },
  });
  studio.listen((name, data) => heard.push({ name, data }));
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

async function ask<N extends RequestName>(name: N, args: Args<N>): Promise<Result<N>> {
  const reply = await studio.request(name, args);
  if (!reply.ok) throw new Error(`${name}: ${reply.message}`);
  return reply.value as Result<N>;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

it('are all answered, each with what the contract says, in a life of a style', async () => {
  const asked = new Set<string>();
  const walk: typeof ask = (name, args) => {
    asked.add(name);
    return ask(name, args);
  };
  const importId = randomUUID();
  await walk('library.importBegin', { importId, name: 'My Own.onnx', bytes: 6 });
  expect(await walk('library.importChunk', { importId, offset: 0, bytes: bytes('My Own') })).toEqual({
    received: 6,
  });
  const { styleId } = await walk('library.importFinish', { importId });
  await walk('library.importCancel', { importId });
  await walk('library.rename', { styleId, title: '  Mine  ' });
  await walk('library.favourite', { styleId, favourite: true });
  await walk('library.order', { styleIds: [styleId, 'wave'] });
  expect((await walk('styles.list', {})).styles).toMatchObject([
    { id: 'my-own', title: 'Mine', favourite: true, shipped: false },
    { id: 'wave', shipped: true },
  ]);
  expect(await walk('library.abilities', {})).toEqual({
    showInFolder: true,
    export: 'dialog',
    drag: 'native',
    mostBytes: MAX_STYLE_FILE_BYTES,
  });
  expect(await walk('library.export', { styleId })).toEqual({
    how: 'saved',
    file: join(folder, 'saved.onnx'),
  });
  expect(readFileSync(join(folder, 'saved.onnx'), 'utf8')).toBe('My Own');
  await walk('library.showInFolder', { styleId });
  await walk('library.startDrag', { styleId });
  const file = join(folder, 'data', 'styles', 'my-own.onnx');
  expect(shown.at(-1)).toBe(file);
  // What is given away is called as the person calls it.
  expect(dragged.at(-1)).toMatch(/[/\\]Mine\.onnx$/);
  expect(readFileSync(dragged.at(-1)!, 'utf8')).toBe('My Own');
  expect(await studio.givenStyle(styleId)).toMatchObject({ name: 'Mine.onnx' });
  const { trashId } = await walk('library.trash', { styleId });
  await expect(studio.givenStyle(styleId)).rejects.toMatchObject({ code: 'unknown-style' });
  expect(await walk('library.trashed', {})).toMatchObject([{ trashId, title: 'Mine' }]);
  expect(await walk('library.restore', { trashId })).toEqual({ styleId });
  expect(await walk('library.emptyTrash', {})).toEqual([]);
  expect(existsSync(file)).toBe(true);
  expect(asked).toEqual(new Set(Object.keys(libraryRequests)));
  expect(heard.filter(({ name }) => name === 'styles.changed').length).toBeGreaterThan(4);
});

describe('malformed', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  it.each<[string, unknown]>([
    ['styles.list', { more: 1 }],
    ['library.abilities', null],
    ['library.rename', { styleId: 'wave' }],
    ['library.rename', { styleId: 'wave', title: '   ' }],
    ['library.rename', { styleId: 'wave', title: 'x'.repeat(201) }],
    ['library.rename', { styleId: '../wave', title: 'x' }],
    ['library.rename', { styleId: 'wave', title: 'x', file: '/etc/passwd' }],
    ['library.favourite', { styleId: 'wave', favourite: 'yes' }],
    ['library.order', { styleIds: 'wave' }],
    ['library.order', { styleIds: ['wave', '../x'] }],
    ['library.order', { styleIds: new Array(10_001).fill('wave') }],
    ['library.trash', {}],
    ['library.restore', { trashId: 'wave' }],
    ['library.restore', { trashId: '../../wave~abc' }],
    ['library.restore', { trashId: 'wave~a/b' }],
    ['library.emptyTrash', []],
    ['library.export', { styleId: 'wave', to: '/tmp/x' }],
    ['library.showInFolder', { styleId: '/etc' }],
    ['library.startDrag', { styleId: 7 }],
    ['library.importBegin', { importId: 'x', name: 'a.onnx', bytes: 1 }],
    ['library.importBegin', { importId: id, name: '', bytes: 1 }],
    ['library.importBegin', { importId: id, name: 'a.onnx', bytes: 1.5 }],
    ['library.importBegin', { importId: id, name: 'a.onnx', bytes: -1 }],
    ['library.importBegin', { importId: id, name: 'a.onnx', bytes: 1, data: [{ name: 'b', bytes: -1 }] }],
    ['library.importBegin', { importId: id, name: 'a.onnx', bytes: 1, data: [{ name: '', bytes: 1 }] }],
    [
      'library.importBegin',
      { importId: id, name: 'a.onnx', bytes: 1, data: [{ name: 'b', bytes: 1, path: '/' }] },
    ],
    [
      'library.importBegin',
      { importId: id, name: 'a.onnx', bytes: 1, data: Array(257).fill({ name: 'b', bytes: 1 }) },
    ],
    ['library.importChunk', { importId: id, offset: 0 }],
    ['library.importChunk', { importId: id, offset: 0, bytes: [1, 2] }],
    ['library.importChunk', { importId: id, offset: 0, bytes: new Uint8Array() }],
    ['library.importChunk', { importId: id, offset: 0, bytes: new Uint8Array(MAX_CHUNK_BYTES + 1) }],
    ['library.importChunk', { importId: id, offset: -1, bytes: new Uint8Array(1) }],
    ['library.importFinish', { importId: 'constructor' }],
    ['library.importCancel', {}],
  ])('arguments of %s are refused: %j', async (name, args) => {
    expect(await studio.request(name, args)).toMatchObject({ ok: false, code: 'malformed' });
    expect(readdirSync(join(folder, 'data', 'styles'))).toEqual([]);
  });
});

it('about what is not there are refused, each with its code', async () => {
  const importId = randomUUID();
  const refusals: [RequestName, object, string][] = [
    ['library.rename', { styleId: 'constructor', title: 'x' }, 'unknown-style'],
    ['library.favourite', { styleId: 'nope', favourite: true }, 'unknown-style'],
    ['library.trash', { styleId: 'nope' }, 'unknown-style'],
    ['library.export', { styleId: 'nope' }, 'unknown-style'],
    ['library.showInFolder', { styleId: 'nope' }, 'unknown-style'],
    ['library.startDrag', { styleId: 'nope' }, 'unknown-style'],
    ['library.restore', { trashId: 'nope~1' }, 'unknown-trash'],
    ['library.importChunk', { importId, offset: 0, bytes: bytes('x') }, 'unknown-import'],
    ['library.importFinish', { importId }, 'unknown-import'],
    ['library.importBegin', { importId, name: 'a.onnx', bytes: 2 * 1024 ** 3 }, 'too-large'],
  ];
  for (const [name, args, code] of refusals) {
    expect([name, await studio.request(name, args)]).toMatchObject([name, { ok: false, code }]);
  }
});

it('files from the system are brought in with a word at once, and one about what became of them', async () => {
  // Notices wait for a page that asks.
  await ask('settings.get', {});
  const good = join(folder, 'Good.onnx');
  const bad = join(folder, 'Bad.onnx');
  writeFileSync(good, 'A good one');
  writeFileSync(bad, 'bad');
  const notices = () => heard.filter(({ name }) => name === 'notice').map(({ data }) => data);
  await new Promise(setImmediate);
  const imported = studio.importStyleFiles([good, bad]);
  expect(notices()).toEqual([{ level: 'info', message: 'Trying 2 files as styles…' }]);
  expect(await imported).toMatchObject([{ styleId: 'good', title: 'A good one' }]);
  expect(notices().slice(1)).toMatchObject([
    { level: 'info', message: '“A good one” hangs in the gallery now.' },
    { level: 'error', message: '"Bad.onnx" cannot be a style: an operator "Loop" is not known here.' },
  ]);
});
