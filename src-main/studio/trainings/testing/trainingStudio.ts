/** For tests: a studio in a folder of its own, with the real trainer in its own process, on pictures of 96 pixels. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describeModel } from '../../../paint/describe.ts';
import { forkChild } from '../../../process/child.ts';
import { bundled } from '../../../process/testing/bundled.ts';
import { removeFolder } from '../../../process/testing/removeFolder.ts';
import type { ToTrain, TrainChild } from '../../../train/protocol.ts';
import { writeSafeTensors } from '../../../train/safetensors.ts';
import { requests, type Args, type RequestName, type Result } from '../../contract.ts';
import { Log } from '../../log.ts';
import { Studio } from '../../studio.ts';
import type { Work } from '../../work.ts';

const fork = forkChild<ToTrain>(
  await bundled(join(import.meta.dirname, '..', '..', '..', 'train', 'testing', 'fakeProcess.ts')),
);

/** The studio, which may be closed and opened again on what it left. */
export class TrainingStudio {
  readonly folder: string;
  /** The training processes since it was opened last, and what it has told. */
  children: TrainChild[] = [];
  told: { readonly name: string; readonly data: unknown }[] = [];
  #studio: Studio | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A folder with a loss network in it, and no studio yet. */
  static async create(): Promise<TrainingStudio> {
    const folder = await mkdtemp(join(tmpdir(), 'pastiche-trainings-'));
    await mkdir(join(folder, 'models'));
    await writeFile(join(folder, 'vgg'), writeSafeTensors({ tensors: {}, metadata: {} }));
    return new TrainingStudio(folder);
  }

  /** Opens it; `env` are the settings for tests. */
  async open(env: Readonly<Record<string, string>>): Promise<void> {
    await this.close();
    [this.children, this.told] = [[], []];
    this.#studio = await Studio.open({
      shell: 'browser',
      version: '1',
      dataFolder: join(this.folder, 'data'),
      modelsFolder: join(this.folder, 'models'),
      spawnPaint: () => ({
        pid: 1,
        send: () => undefined,
        onMessage: () => undefined,
        onExit: () => undefined,
        kill: () => undefined,
      }),
      spawnTrain: () => {
        const child = fork();
        this.children.push(child);
        return child;
      },
      env: { PASTICHE_LOSS_NETWORK: join(this.folder, 'vgg'), ...env },
      describeModel,
      log: new Log({ folder: join(this.folder, 'logs'), mask: (text) => text }),
      checkReplies: true,
    });
    this.#studio.listen((name, data) => this.told.push({ name, data }));
    await this.ask('settings.get', {});
  }

  async close(): Promise<void> {
    await this.#studio?.close();
    this.#studio = undefined;
  }

  /** Closes it and deletes its folder. */
  async remove(): Promise<void> {
    await this.close();
    removeFolder(this.folder);
  }

  /** What was told under a name. */
  heard<T>(name: string): T[] {
    return this.told.filter((one) => one.name === name).map(({ data }) => data as T);
  }

  /** Asks as a page does; rejects with the refusal's code. */
  async ask<N extends RequestName>(name: N, args: Args<N>): Promise<Result<N>> {
    if (!this.#studio) throw new Error('the studio is closed');
    const reply = await this.#studio.request(name, args);
    if (!reply.ok) throw Object.assign(new Error(reply.message), { code: reply.code });
    return requests[name].result.parse(reply.value) as Result<N>;
  }

  /** What is under way. */
  get work(): Work | undefined {
    return this.#studio?.work;
  }

  /** Hands over a picture of this colour; gives the upload's handle. */
  async picture(colour: string): Promise<string> {
    const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
    const create = { width: 96, height: 80, channels: 3, background: colour, noise } as const;
    const bytes = await sharp({ create }).jpeg().toBuffer();
    const { upload } = await this.ask('uploads.open', { bytes: bytes.length });
    await this.ask('uploads.append', { upload, offset: 0, data: bytes.toString('base64') });
    return upload;
  }
}
