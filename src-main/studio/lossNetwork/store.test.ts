/** The loss network from a server on this machine, in Keras' own file format, with random weights. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { writeKerasWeights } from '../../train/kerasFile.ts';
import { openLossNetwork } from '../../train/lossNetworkFile.ts';
import { readSafeTensors, writeSafeTensors, type NamedTensor } from '../../train/safetensors.ts';
import type { LossNetworkState } from '../contract/trainings.ts';
import type { RemoteFile } from './download.ts';
import { LossNetworkStore } from './store.ts';
import { inTurn } from './turn.ts';

vi.mock('./turn.ts', { spy: true });

let folder: string;
let data: string;
let published: Buffer;
let tensors: Record<string, NamedTensor>;
let server: Server;
let broken: boolean;
let states: LossNetworkState[];
let onChecking: () => void;

/** VGG-19's first convolutions and one more, which is not kept. */
function weights(): Record<string, NamedTensor> {
  const widths = { 1: [3, 64, 64], 2: [64, 128, 128], 3: [128, 256, 256, 256, 256], 4: [256, 8] };
  const made: Record<string, NamedTensor> = {};
  for (const [block, channels] of Object.entries(widths)) {
    for (let n = 1; n < channels.length; n++) {
      const [from, to] = [channels[n - 1]!, channels[n]!];
      const data = Float32Array.from({ length: 9 * from * to }, (_, i) => Math.sin(i) / 100);
      made[`block${block}_conv${n}/kernel`] = { shape: [3, 3, from, to], data };
      made[`block${block}_conv${n}/bias`] = { shape: [to], data: new Float32Array(to).fill(n) };
    }
  }
  return made;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-vgg-'));
  tensors = weights();
  await writeKerasWeights(join(folder, 'vgg.h5'), tensors);
  published = await readFile(join(folder, 'vgg.h5'));
  server = createServer((_request, response) => {
    if (broken) response.writeHead(500).end();
    else response.end(published);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  removeFolder(folder);
});
beforeEach(async () => {
  broken = false;
  states = [];
  onChecking = () => undefined;
  data = await mkdtemp(join(folder, 'data-'));
});
afterEach(() => removeFolder(data));

function open(given?: string): Promise<LossNetworkStore> {
  const remote: RemoteFile = {
    mirrors: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/vgg.h5`],
    checksum: { algorithm: 'md5', hex: createHash('md5').update(published).digest('hex') },
    bytes: published.length,
  };
  const onState = (state: LossNetworkState): void => {
    states.push(state);
    if (state.status === 'checking') onChecking();
  };
  return LossNetworkStore.open({ folder: data, given, remote, onState });
}

const reaches = (store: LossNetworkStore, status: LossNetworkState['status']): Promise<void> =>
  vi.waitFor(() => expect(store.state.status).toBe(status), { timeout: 30_000 });

describe('the loss network', () => {
  it('is absent, fetched once, cut down to the layers used, and there at the next start', async () => {
    const store = await open();
    expect(store.state).toMatchObject({ status: 'absent', bytes: published.length });
    expect(() => store.file).toThrow(/fetch it, or choose/);
    expect(store.fetch().status).toBe('fetching');
    await reaches(store, 'ready');
    const kept = readSafeTensors(await readFile(store.file)).tensors;
    expect(Object.keys(kept)).toHaveLength(16);
    expect(kept['block3_conv4/kernel']).toEqual(tensors['block3_conv4/kernel']);
    expect(states.map(({ status }) => status)).toContain('checking');
    expect((await open()).state.status).toBe('ready');
    await expect(openLossNetwork(store.file)).resolves.toBeDefined();
  });

  it('that another Pastiche fetches just now is waited for, and not fetched a second time', async () => {
    const store = await open();
    const part = join(data, 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5.part');
    await writeFile(part, published.subarray(0, 1000));
    // Our parent is a process that runs, and is not us.
    await writeFile(`${part}.lock`, `${hostname()} ${process.ppid} x`);
    store.fetch();
    await vi.waitFor(() => expect(store.state).toMatchObject({ status: 'fetching', received: 1000 }), {
      timeout: 30_000,
    });
    await (await open()).use(join(folder, 'vgg.h5'));
    expect(existsSync(part), 'it is the other one’s').toBe(true);
    broken = true;
    await rm(`${part}.lock`);
    await reaches(store, 'ready');
    expect(existsSync(part), 'it was left, and is not needed any more').toBe(false);
    await expect(openLossNetwork(store.file)).resolves.toBeDefined();
  });

  it('whose turn is lost while it is checked is not installed, and what came is another’s', async () => {
    const lost = new AbortController();
    vi.mocked(inTurn).mockImplementationOnce((_file, _options, work) => work(lost.signal, lost.signal));
    onChecking = () => lost.abort(new Error('the turn is lost'));
    const store = await open();
    store.fetch();
    await reaches(store, 'failed');
    expect(store.state.message).toContain('the turn is lost');
    expect(await readdir(data)).toEqual(['vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5.part']);
  });

  it('is not installed once that is called off, and gone on with the next time', async () => {
    const store = await open();
    onChecking = () => void store.cancel();
    store.fetch();
    await reaches(store, 'absent');
    onChecking = () => undefined;
    broken = true;
    store.fetch();
    await reaches(store, 'ready');
    expect(await readdir(data)).toEqual(['vgg19-conv1_1-to-conv3_4.safetensors']);
  });

  it('that cannot be fetched says what to do, and may be tried again', async () => {
    broken = true;
    const store = await open();
    store.fetch();
    await reaches(store, 'failed');
    expect(store.state.message).toMatch(/answered 500.*Try again.*choose it here/);
    broken = false;
    store.fetch();
    await reaches(store, 'ready');
    expect(store.state.message).toBeUndefined();
  });

  it('is taken from a file of the person’s, in either format; another file is refused', async () => {
    const store = await open();
    await writeFile(join(data, 'text'), 'not weights');
    await expect(store.use(join(data, 'text'))).rejects.toMatchObject({ code: 'bad-input' });
    const { 'block3_conv4/bias': _, ...some } = tensors;
    await writeFile(join(data, 'part'), writeSafeTensors({ tensors: some, metadata: {} }));
    await expect(store.use(join(data, 'part'))).rejects.toThrow(/no tensor block3_conv4\/bias/);
    await writeFile(join(data, 'cut.h5'), published.subarray(0, published.length / 2));
    await expect(store.use(join(data, 'cut.h5'))).rejects.toThrow(/not VGG-19/);
    expect(store.state.status).toBe('absent');
    expect((await store.use(join(folder, 'vgg.h5'))).status).toBe('ready');
    await writeFile(join(data, 'whole'), writeSafeTensors({ tensors, metadata: {} }));
    // What a fetch had left goes.
    const left = join(data, 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5.part');
    await writeFile(left, 'some megabytes');
    expect((await store.use(join(data, 'whole'))).status).toBe('ready');
    expect(existsSync(left)).toBe(false);
  });

  it('that turned out to be of no use can be fetched again, and is what the next training gets', async () => {
    const store = await open();
    await store.use(join(folder, 'vgg.h5'));
    await writeFile(store.file, 'damaged');
    store.distrust('It is not the loss network.');
    expect(store.state).toMatchObject({ status: 'failed', message: 'It is not the loss network.' });
    expect(() => store.file).toThrow(/fetch it, or choose/);
    expect(store.fetch().status).toBe('fetching');
    await reaches(store, 'ready');
    await expect(openLossNetwork(store.file)).resolves.toBeDefined();
  });

  it('that a variable names gives way to the kept one once it is of no use', async () => {
    await (await open()).use(join(folder, 'vgg.h5'));
    expect((await open(join(data, 'gone.h5'))).file).toMatch(/safetensors$/);
    await writeFile(join(data, 'text'), 'not weights');
    const named = await open(join(data, 'text'));
    named.distrust('It is not the loss network.');
    named.fetch();
    await reaches(named, 'ready');
    expect(named.file).toMatch(/safetensors$/);
  });

  it('that a variable names is used as it is; one that is no file is told of', async () => {
    const named = await open(join(folder, 'vgg.h5'));
    expect(named.file).toBe(join(folder, 'vgg.h5'));
    await expect(openLossNetwork(named.file)).resolves.toBeDefined();
    await mkdir(join(data, 'folder'));
    const wrong = await open(join(data, 'folder'));
    expect(wrong.state).toMatchObject({ status: 'absent' });
    expect(wrong.state.message).toContain('PASTICHE_LOSS_NETWORK');
  });
});
