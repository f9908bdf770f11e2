/** Fetching the CUDA runtime from servers of every bad kind, and loading what comes of it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { bundledVersion, cudaEntry, LIBRARIES, PROVIDER_FILES } from '../../runtime/cudaRuntime.ts';
import { CudaRuntimeState } from '../contract/cuda.ts';
import { cutOff } from '../lossNetwork/testing/cutOff.ts';
import { inTurn } from '../lossNetwork/turn.ts';
import { IN_PACKAGE } from './nuget.ts';
import { CudaStore } from './store.ts';

vi.mock('../lossNetwork/turn.ts', { spy: true });

/** A zip archive as NuGet's are: deflated, with a directory at its end. */
function zip(files: Readonly<Record<string, Buffer>>, damage = 0): Buffer {
  const [locals, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    const row = Buffer.alloc(46);
    row.writeUInt32LE(0x02014b50, 0);
    row.writeUInt16LE(8, 10);
    row.writeUInt32LE((crc32(content) ^ damage) >>> 0, 16);
    row.writeUInt32LE(packed.length, 20);
    row.writeUInt32LE(content.length, 24);
    row.writeUInt16LE(name.length, 28);
    row.writeUInt32LE(offset, 42);
    const local = Buffer.concat([head, Buffer.from(name), packed]);
    locals.push(local);
    central.push(Buffer.concat([row, Buffer.from(name)]));
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const contents = Object.fromEntries(
  PROVIDER_FILES.map((file) => [`${IN_PACKAGE}/${file}`, Buffer.from(`${file} `.repeat(9000))]),
);
const archive = zip({ 'readme.md': Buffer.from('hello'), ...contents });

let folder: string;
let server: Server | undefined;
let asked: string[];
let states: CudaRuntimeState[];
let ready: number;
let onChecking: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-cuda-'));
  [asked, states, ready, onChecking] = [[], [], 0, () => undefined];
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  removeFolder(folder);
});

interface Published {
  bytes?: Buffer;
  hash?: string;
  size?: number;
  leaf?: unknown;
  send?: (response: ServerResponse, bytes: Buffer, from: number) => void;
}

/** A registry that publishes an archive, and a store that fetches from it. */
async function open(
  { bytes = archive, hash, size, leaf, send }: Published = {},
  tidy = true,
  named = join(folder, 'runtimes', 'cuda'),
): Promise<CudaStore> {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    const here = `http://127.0.0.1:${(server!.address() as AddressInfo).port}`;
    if (request.url === '/package') {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (send) return send(response, bytes, from);
      const range = { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {});
      return void response.end(bytes.subarray(from));
    }
    const description = {
      packageHash: hash ?? createHash('sha512').update(bytes).digest('base64'),
      packageHashAlgorithm: 'SHA512',
      packageSize: size ?? bytes.length,
    };
    const where = leaf ?? { catalogEntry: `${here}/catalog`, packageContent: `${here}/package` };
    response.end(
      typeof where === 'string' ? where : JSON.stringify(request.url === '/catalog' ? description : where),
    );
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return new CudaStore({
    folder: named,
    ...(tidy && { runtimes: join(folder, 'runtimes') }),
    offered: true,
    ready: false,
    onState: (state) => {
      states.push(CudaRuntimeState.parse(state));
      if (state.status === 'checking') onChecking();
    },
    onReady: () => (ready += 1),
    registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
}

async function fetched(store: CudaStore): Promise<CudaRuntimeState> {
  store.handlers()['cudaRuntime.fetch']();
  return store.settled();
}

const linux = process.platform === 'linux' && process.arch === 'x64';

it('puts a whole copy of the runtime beside the provider, where the runtime looks for it', async (ctx) => {
  if (!linux) ctx.skip('there is a CUDA provider for Linux on x64 only');
  const store = await open();
  expect(await fetched(store)).toMatchObject({ status: 'ready', bytes: archive.length });
  expect([ready, asked[0]]).toEqual([1, `/microsoft.ml.onnxruntime.gpu.linux/${bundledVersion()}.json`]);
  const at = join(folder, 'runtimes', 'cuda');
  const entry = cudaEntry({ PASTICHE_CUDA_RUNTIME: at })!;
  expect(entry.startsWith(at)).toBe(true);
  const libraries = join(at, 'node_modules', 'onnxruntime-node', LIBRARIES);
  for (const file of PROVIDER_FILES) {
    expect(await readFile(join(libraries, file))).toEqual(contents[`${IN_PACKAGE}/${file}`]);
  }
  expect(await readdir(join(folder, 'runtimes')), 'nothing is left lying about').toEqual(['cuda']);
  // ONNX Runtime looks for its providers beside the library that is loaded: in the copy, not in the package.
  const child = spawnSync(process.execPath, [
    '-e',
    'require(process.argv[1]).InferenceSession.create(Buffer.alloc(1), { executionProviders: ["cuda"] })',
    entry,
  ]);
  expect(child.stderr.toString()).toContain(join(libraries, 'libonnxruntime_providers_shared.so'));
});

it('leaves no runtime of another version behind, which nothing loads any more', async (ctx) => {
  if (!linux) ctx.skip('there is a CUDA provider for Linux on x64 only');
  const runtimes = join(folder, 'runtimes');
  for (const name of ['onnxruntime-1.20.0-cuda12', 'onnxruntime-1.21.0-cuda12.new', 'my own']) {
    await mkdir(join(runtimes, name, 'node_modules'), { recursive: true });
  }
  await writeFile(join(runtimes, 'onnxruntime-1.21.0-cuda12.part'), 'PK');
  expect(await fetched(await open({}, false))).toMatchObject({ status: 'ready' });
  expect(await readdir(runtimes), 'in a folder of the person’s own').toHaveLength(5);
  server?.close();
  expect(await fetched(await open())).toMatchObject({ status: 'ready' });
  expect((await readdir(runtimes)).sort()).toEqual(['cuda', 'my own']);
});

it('is put into a folder that is named by a roundabout way', async (ctx) => {
  if (!linux) ctx.skip('there is a CUDA provider for Linux on x64 only');
  const store = await open({}, false, `${folder}/runtimes/../runtimes/cuda/`);
  expect(await fetched(store)).toMatchObject({ status: 'ready' });
  expect(await readdir(join(folder, 'runtimes'))).toEqual(['cuda']);
});

it('is fetched once where two of us want it', async (ctx) => {
  if (!linux) ctx.skip('there is a CUDA provider for Linux on x64 only');
  const lock = join(folder, 'runtimes', 'cuda.part.lock');
  await mkdir(join(folder, 'runtimes'));
  // Our parent is a process that runs, and is not us.
  await writeFile(lock, `${hostname()} ${process.ppid} x`);
  const store = await open({}, true, `${folder}/runtimes/../runtimes/cuda/`);
  store.handlers()['cudaRuntime.fetch']();
  await expect.poll(() => asked.includes('/catalog'), { timeout: 30_000 }).toBe(true);
  const libraries = join(folder, 'runtimes', 'cuda', 'node_modules', 'onnxruntime-node', LIBRARIES);
  await mkdir(libraries, { recursive: true });
  for (const file of PROVIDER_FILES) await writeFile(join(libraries, file), 'theirs');
  await rm(lock);
  expect(await store.settled()).toMatchObject({ status: 'ready' });
  expect([ready, asked.includes('/package')]).toEqual([1, false]);
});

it('is not installed in a turn that was lost, where what came and is made of it is another’s', async () => {
  const lost = new AbortController();
  vi.mocked(inTurn).mockImplementationOnce((_file, _options, work) => work(lost.signal, lost.signal));
  onChecking = () => lost.abort(new Error('the turn is lost'));
  await mkdir(join(folder, 'runtimes', 'cuda.new'), { recursive: true });
  const message = expect.stringContaining('the turn is lost') as string;
  expect(await fetched(await open())).toMatchObject({ status: 'failed', message });
  expect((await readdir(join(folder, 'runtimes'))).sort()).toEqual(['cuda.new', 'cuda.part']);
});

describe('over a bad line', () => {
  it('goes on where it stopped', async () => {
    const store = await open({
      send: (response, bytes, from) =>
        cutOff(response, bytes, from, 200, join(folder, 'runtimes', 'cuda.part')),
    });
    const first = await fetched(store);
    for (let tries = 0; tries < 20 && (await fetched(store)).status !== 'ready'; tries++);
    expect(first.status).toMatch(/failed|ready/);
    expect((await store.settled()).status).toBe('ready');
    expect(asked.some((line) => /^\/package bytes=\d/.test(line))).toBe(true);
  });

  it('is called off while the server is slow', async () => {
    const store = await open({ send: (response) => void response.write('x') });
    store.handlers()['cudaRuntime.fetch']();
    await expect.poll(() => asked.includes('/package'), { timeout: 30_000 }).toBe(true);
    expect(await store.handlers()['cudaRuntime.cancel']()).toMatchObject({ status: 'absent' });
    expect(existsSync(join(folder, 'runtimes', 'cuda'))).toBe(false);
  });
});

describe('what is wrong is not installed', () => {
  const wrong: [string, Published, RegExp][] = [
    ['another file', { hash: createHash('sha512').update('other').digest('base64') }, /checksum/],
    ['a lie about its length', { size: archive.length + 100 }, /stopped after/],
    ['more than it should be', { size: 100 }, /more than the file has/],
    ['no archive', { bytes: Buffer.alloc(5000, 7) }, /no zip archive/],
    ['an archive without the provider', { bytes: zip({ a: Buffer.from('b') }) }, /there is no runtimes/],
    ['an archive with damage', { bytes: zip(contents, 1) }, /is damaged/],
    ['a registry that talks nonsense', { leaf: '<html>' }, /127\.0\.0\.1/],
    ['a registry that names no package', { leaf: { catalogEntry: 3 } }, /no description of a package/],
  ];
  it.each(wrong)('%s', async (_name, published, message) => {
    const state = await fetched(await open(published));
    expect(state.status).toBe('failed');
    expect(state.message).toMatch(message);
    expect(ready).toBe(0);
    // What arrived, perhaps, for the next try; and nothing of what was made of it.
    const left = await readdir(join(folder, 'runtimes')).catch(() => []);
    expect(left.filter((name) => name !== 'cuda.part')).toEqual([]);
  });
});

it('says in words that nobody is there', async () => {
  const store = await open();
  await new Promise((resolve) => server!.close(resolve));
  const { message } = await fetched(store);
  expect(message).toMatch(/\(127\.0\.0\.1:\d+: it refused the connection\)/);
});

it('fetches nothing where there is nothing to offer, or it is there', () => {
  for (const has of [true, false]) {
    const options = {
      folder,
      offered: false,
      ready: has,
      onState: () => undefined,
      onReady: () => undefined,
    };
    const state = new CudaStore(options).handlers()['cudaRuntime.fetch']();
    expect(state.status).toBe(has ? 'ready' : 'none');
  }
});
