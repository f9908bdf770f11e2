/** The loss network on this machine: fetched once, or given by the person, and kept in the data folder. */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { writeAtomically } from '../../train/atomicWrite.ts';
import { removeIfCan } from '../../train/diskError.ts';
import { importLossNetwork, LossNetworkError } from '../../train/lossNetworkFile.ts';
import type { LossNetworkState } from '../contract/trainings.ts';
import type { Fetch } from '../proxy.ts';
import { download, nowAndThen, type RemoteFile } from './download.ts';
import { inTurn } from './turn.ts';

const FILE = 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5';

/** Keras' own weights of VGG-19, where their authors publish them. */
export const VGG19: RemoteFile = {
  mirrors: [
    `https://storage.googleapis.com/tensorflow/keras-applications/vgg19/${FILE}`,
    `https://github.com/fchollet/deep-learning-models/releases/download/v0.1/${FILE}`,
  ],
  checksum: { algorithm: 'md5', hex: '253f8cb515780f3b799900260a226db6' },
  bytes: 80_134_624,
};

/** What a store works with. */
export interface LossNetworkOptions {
  readonly folder: string;
  /** A file that the person named for all times: PASTICHE_LOSS_NETWORK. */
  readonly given: string | undefined;
  onState(state: LossNetworkState): void;
  readonly remote?: RemoteFile;
  /** How servers are asked; Node's own way by default. */
  readonly fetch?: Fetch | undefined;
}

/** Keeps, fetches and imports the loss network. */
export class LossNetworkStore {
  readonly #options: LossNetworkOptions;
  readonly #remote: RemoteFile;
  /** The person's own file, while it can be used. */
  #given: string | undefined;
  #cancel: AbortController | undefined;
  #work: Promise<void> | undefined;
  #state: LossNetworkState;
  /** When the kept file that is of no use was written; 0 where there was none. */
  #useless = 0;

  private constructor(options: LossNetworkOptions, given: string | undefined, ready: boolean) {
    this.#options = options;
    this.#given = given;
    this.#remote = options.remote ?? VGG19;
    this.#state = {
      status: ready ? 'ready' : 'absent',
      received: 0,
      bytes: this.#remote.bytes,
      hosts: this.#remote.mirrors.map((url) => new URL(url).host),
    };
  }

  /** Looks whether it is there. */
  static async open(options: LossNetworkOptions): Promise<LossNetworkStore> {
    const given = options.given && (await isFile(options.given)) ? options.given : undefined;
    const store = new LossNetworkStore(options, given, given !== undefined || (await isFile(kept(options.folder)))); // prettier-ignore
    if (!given && options.given) {
      store.#state.message = `PASTICHE_LOSS_NETWORK names ${options.given}, which is no file.`;
    }
    return store;
  }

  /** Whether it is there, or on its way. */
  get state(): LossNetworkState {
    return this.#state;
  }

  /** Its file. @throws {Refusal} when it is not there. */
  get file(): string {
    if (this.#state.status !== 'ready') {
      throw new Refusal('not-now', 'Training needs the loss network: fetch it, or choose its file.');
    }
    return this.#given ?? kept(this.#options.folder);
  }

  /**
   * It was there and could not be used: damaged, or gone since. It counts as absent from now on, so that it can
   * be fetched again; a file that was named is left alone.
   */
  distrust(message: string): void {
    if (this.#state.status !== 'ready') return;
    this.#given = undefined;
    this.#useless = writtenAt(kept(this.#options.folder));
    this.#update({ status: 'failed', received: 0, message });
  }

  /** Starts fetching, unless it is there or on its way. */
  fetch(): LossNetworkState {
    if (this.#state.status === 'ready' || this.#work) return this.#state;
    this.#cancel = new AbortController();
    this.#update({ status: 'fetching', received: 0 });
    this.#work = this.#fetch(this.#cancel.signal).finally(() => (this.#work = undefined));
    return this.#state;
  }

  /** Stops fetching; what has arrived is gone on from the next time. */
  async cancel(): Promise<LossNetworkState> {
    this.#cancel?.abort();
    await this.#work;
    return this.#state;
  }

  /** Takes a file of the person's. Rejects with a {@link Refusal}. */
  async use(file: string): Promise<LossNetworkState> {
    await this.cancel();
    try {
      await this.#import(file);
    } catch (error) {
      throw new Refusal('bad-input', messageOf(error));
    }
    // What had arrived of another one is not needed any more, but by another of us that fetches it just now.
    const atOnce = { signal: AbortSignal.abort(), onWait: () => undefined };
    await inTurn(this.#part, atOnce, () => removeIfCan(this.#part)).catch(() => undefined);
    this.#update({ status: 'ready' });
    return this.#state;
  }

  /** Stops whatever it does. */
  async close(): Promise<void> {
    await this.cancel();
  }

  /** What has arrived so far. */
  get #part(): string {
    return join(this.#options.folder, `${FILE}.part`);
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const part = this.#part;
    const onProgress = nowAndThen((received) => this.#update({ status: 'fetching', received }));
    try {
      await inTurn(part, { signal, onWait: onProgress }, async (turn, lost) => {
        // Another one of us may have fetched it.
        if (![0, this.#useless].includes(writtenAt(kept(this.#options.folder)))) return removeIfCan(part);
        await download(this.#remote, { file: part, signal: turn, onProgress, fetch: this.#options.fetch });
        this.#update({ status: 'checking', received: this.#remote.bytes });
        await this.#install(part, turn, lost);
      });
      this.#update({ status: 'ready', received: this.#remote.bytes });
    } catch (error) {
      if (signal.aborted) return this.#update({ status: 'absent', received: 0 });
      const message = `The loss network could not be fetched (${messageOf(error)}). Try again, which goes on where it stopped, or fetch ${FILE} elsewhere and choose it here.`;
      this.#update({ status: 'failed', received: 0, message });
    }
  }

  /** Takes what was fetched, whose checksum fits, and clears it away; in a turn that was lost it is another's. */
  async #install(part: string, turn: AbortSignal, lost: AbortSignal): Promise<void> {
    let isDone = false;
    try {
      await this.#import(part, turn);
      isDone = true;
    } catch (error) {
      // What cannot be read now is of no use the next time either.
      isDone = error instanceof LossNetworkError;
      throw error;
    } finally {
      // Whether or not a virus scanner still looks into it.
      if (isDone && !lost.aborted) await removeIfCan(part);
    }
  }

  async #import(file: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const bytes = await importLossNetwork(file);
    signal?.throwIfAborted();
    await writeAtomically(kept(this.#options.folder), bytes);
  }

  #update(change: Pick<LossNetworkState, 'status'> & Partial<LossNetworkState>): void {
    const { message: _before, ...rest } = this.#state;
    this.#state = { ...rest, ...change };
    this.#options.onState(this.#state);
  }
}

function kept(folder: string): string {
  return join(folder, 'vgg19-conv1_1-to-conv3_4.safetensors');
}

/** When a file was written; 0 where there is none. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
