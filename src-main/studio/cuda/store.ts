/** ONNX Runtime's CUDA provider on this machine: offered, fetched, and put where the runtime can find it. */
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { messageOf } from '../../paint/refusal.ts';
import {
  bundledVersion,
  CUDA_FOLDER,
  cudaEntry,
  LIBRARIES,
  PROVIDER_FILES,
  useCudaRuntime,
} from '../../runtime/cudaRuntime.ts';
import { hasNvidiaDriver } from '../../runtime/devices.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { CudaRuntimeState } from '../contract/cuda.ts';
import { download, nowAndThen, type RemoteFile } from '../lossNetwork/download.ts';
import { inTurn } from '../lossNetwork/turn.ts';
import type { Fetch } from '../proxy.ts';
import { findProvider, IN_PACKAGE, NUGET } from './nuget.ts';
import { bundledPackages } from './packages.ts';
import { unzip, ZipError } from './zip.ts';

/** What a store works with. */
export interface CudaStoreOptions {
  /** The folder that the runtime is put into; see runtime/cudaRuntime.ts. */
  readonly folder: string;
  /** The folder whose runtimes of other versions are removed once this one is there; none where it is left out. */
  readonly runtimes?: string;
  /** This machine could use it. */
  readonly offered: boolean;
  /** It is there already. */
  readonly ready: boolean;
  onState(state: CudaRuntimeState): void;
  /** It has come. */
  onReady(): void;
  readonly registry?: string;
  /** How servers are asked; Node's own way by default. */
  readonly fetch?: Fetch | undefined;
  /** The packages of the runtime that came with Pastiche, to be copied. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** The store of a data folder; processes that are started from now on find what is in it. */
export function openCudaStore(
  dataFolder: string,
  told: Pick<CudaStoreOptions, 'onState' | 'onReady' | 'fetch'>,
): CudaStore {
  const folder = useCudaRuntime(dataFolder);
  const offered = process.platform === 'linux' && process.arch === 'x64' && hasNvidiaDriver();
  const runtimes = join(dataFolder, 'runtimes');
  return new CudaStore({ folder, runtimes, offered, ready: cudaEntry() !== null, ...told });
}

/** Fetches and installs the runtime. */
export class CudaStore {
  readonly #options: CudaStoreOptions;
  #cancel: AbortController | undefined;
  #work: Promise<void> | undefined;
  #state: CudaRuntimeState;

  constructor(options: CudaStoreOptions) {
    // It may be named by a way that goes up, or end in a slash: others of its names lie beside it.
    this.#options = { ...options, folder: resolve(options.folder) };
    const status = options.ready ? 'ready' : options.offered ? 'absent' : 'none';
    this.#state = { status, received: 0, bytes: 0, host: new URL(options.registry ?? NUGET).host };
  }

  /** The handlers of `contract/cuda.ts`. */
  handlers() {
    return {
      'cudaRuntime.state': () => this.#state,
      'cudaRuntime.fetch': () => this.#start(),
      'cudaRuntime.cancel': async () => {
        await this.close();
        return this.#state;
      },
    };
  }

  /** Stops what runs. */
  async close(): Promise<void> {
    this.#cancel?.abort();
    await this.#work;
  }

  /** Resolves when it is there, or is not going to be; for tests and commands. */
  async settled(): Promise<CudaRuntimeState> {
    await this.#work;
    return this.#state;
  }

  #start(): CudaRuntimeState {
    const { status } = this.#state;
    if (status === 'none' || status === 'ready' || this.#work) return this.#state;
    this.#cancel = new AbortController();
    this.#update({ status: 'fetching', received: 0 });
    this.#work = this.#fetch(this.#cancel.signal).finally(() => (this.#work = undefined));
    return this.#state;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { folder, registry, fetch } = this.#options;
    const part = `${folder}.part`;
    try {
      const remote: RemoteFile = await findProvider(bundledVersion(), signal, registry, fetch);
      this.#update({ status: 'fetching', bytes: remote.bytes });
      const onProgress = nowAndThen((received) => this.#update({ status: 'fetching', received }));
      await inTurn(part, { signal, onWait: onProgress }, async (turn, lost) => {
        // Another one of us may have fetched it.
        if (cudaEntry({ [CUDA_FOLDER]: folder })?.startsWith(folder)) return;
        await download(remote, { file: part, signal: turn, onProgress, fetch });
        this.#update({ status: 'checking', received: remote.bytes });
        await this.#install(part, turn, lost);
      });
      await removeOthers(this.#options);
      this.#update({ status: 'ready' });
      this.#options.onReady();
    } catch (error) {
      if (signal.aborted) return this.#update({ status: 'absent', received: 0 });
      const message = `The CUDA runtime could not be fetched (${messageOf(error)}). Try again, which goes on where it stopped.`;
      this.#update({ status: 'failed', received: 0, message });
    }
  }

  /**
   * A whole copy of the runtime with its provider beside it: made aside, then moved into place at once, and the archive
   * cleared away. In a turn that was lost all of them are another's.
   */
  async #install(archive: string, turn: AbortSignal, lost: AbortSignal): Promise<void> {
    const { folder, packages = bundledPackages() } = this.#options;
    const aside = `${folder}.new`;
    let isDone = false;
    try {
      turn.throwIfAborted();
      await this.#assemble(archive, aside, packages);
      turn.throwIfAborted();
      await rm(folder, { recursive: true, force: true });
      await makeFolder(dirname(folder));
      await rename(aside, folder);
      isDone = true;
    } catch (error) {
      // An archive whose checksum fits and that cannot be read is of no use the next time either.
      isDone = error instanceof ZipError;
      throw error;
    } finally {
      // A disk that became full on the way is not kept full by half of a runtime.
      if (!lost.aborted) await rm(aside, { recursive: true, force: true });
      if (isDone && !lost.aborted) await rm(archive, { force: true });
    }
  }

  async #assemble(archive: string, aside: string, packages: Readonly<Record<string, string>>): Promise<void> {
    await rm(aside, { recursive: true, force: true });
    const libraries = join(aside, 'node_modules', 'onnxruntime-node', LIBRARIES);
    await makeFolder(libraries);
    for (const [name, from] of Object.entries(packages)) {
      const to = join(aside, 'node_modules', name);
      for (const piece of name === 'onnxruntime-node' ? ['package.json', 'dist', LIBRARIES] : ['']) {
        await cp(join(from, piece), join(to, piece), { recursive: true, dereference: true });
      }
    }
    const wanted = PROVIDER_FILES.map((file) => [`${IN_PACKAGE}/${file}`, join(libraries, file)]);
    await unzip(archive, Object.fromEntries(wanted) as Record<string, string>);
  }

  #update(change: Pick<CudaRuntimeState, 'status'> & Partial<CudaRuntimeState>): void {
    const { message: _before, ...rest } = this.#state;
    this.#state = { ...rest, ...change };
    this.#options.onState(this.#state);
  }
}

/** What {@link openCudaStore} calls its folders, and what is made on the way to one. */
const OURS = /^onnxruntime-[\w.-]+-cuda\d+(\.part(\.lock(\.heir)*)?|\.new)?$/;

/** Removes the runtimes of other versions: each is hundreds of megabytes that nothing loads any more. */
async function removeOthers({ folder, runtimes }: CudaStoreOptions): Promise<void> {
  const within = dirname(folder);
  // Who names a folder of their own keeps what else is there.
  if (within !== runtimes) return;
  for (const name of await readdir(within).catch(() => [])) {
    if (!OURS.test(name) || name.startsWith(basename(folder))) continue;
    // One that cannot be removed is in nobody's way but the disk's.
    await rm(join(within, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
