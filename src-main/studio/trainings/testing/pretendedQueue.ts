/** For tests: a queue on a folder of its own, whose processes are only pretended. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, vi } from 'vitest';
import { Puppet } from '../../../process/testing/puppet.ts';
import { removeFolder } from '../../../process/testing/removeFolder.ts';
import { writeCheckpoint } from '../../../train/checkpoint.ts';
import { keepCheckpoint } from '../../../train/folder.ts';
import type { FromTrain, Job, ToTrain } from '../../../train/protocol.ts';
import { tinyOptions } from '../../../train/testing/trainingFolder.ts';
import { freshState, specsOf } from '../../../train/trainer.ts';
import { TrainingPlan } from '../../contract/trainings.ts';
import { TrainingQueue } from '../queue.ts';
import { originalOf } from '../record.ts';
import { TrainingShelf } from '../shelf.ts';

/** A training process that does what the test says. */
export class FakeChild extends Puppet<ToTrain, FromTrain> {
  /** It has not heard of a pause yet when it dies. */
  hangs = false;

  get job(): Job {
    const [first] = this.sent;
    if (first?.type !== 'start') throw new Error('it was given no job');
    return first.job;
  }
  override send(message: ToTrain): void {
    super.send(message);
    if (message.type === 'pause' && !this.hangs) this.die();
  }
}

/** The queue, with all that it does and says. */
export class PretendedQueue {
  readonly folder: string;
  readonly shelf: TrainingShelf;
  readonly queue: TrainingQueue;
  readonly children: FakeChild[] = [];
  readonly notices: string[] = [];
  readonly distrusted: string[] = [];
  settling: Promise<void> | undefined;
  lossNetwork: () => string = () => 'vgg';

  private constructor(folder: string) {
    this.folder = folder;
    const nothing = (): void => undefined;
    const onNotice = ({ message }: { message: string }): void => void this.notices.push(message);
    this.shelf = new TrainingShelf({ folder, onChanged: nothing, onRemoved: nothing, onNotice });
    this.queue = new TrainingQueue({
      shelf: this.shelf,
      spawn: () => {
        const child = new FakeChild();
        this.children.push(child);
        return child;
      },
      ...{ threads: 1, overrides: undefined, starts: () => [], devices: () => ['card', 'cpu'] },
      settling: () => this.settling,
      distrustLossNetwork: (message) => this.distrusted.push(message),
      ...{ lossNetwork: () => this.lossNetwork(), hang: () => Promise.resolve('x'), onProgress: nothing },
      onNotice,
    });
  }

  static async open(): Promise<PretendedQueue> {
    return new PretendedQueue(await mkdtemp(join(tmpdir(), 'pastiche-queue-')));
  }

  /** Closes it and deletes its folder. */
  async remove(): Promise<void> {
    await this.queue.close();
    removeFolder(this.folder);
  }

  /** Starts a training; gives its id. */
  async start(title: string): Promise<string> {
    const { id } = await this.shelf.create();
    const picture = sharp({ create: { width: 96, height: 80, channels: 3, background: '#456' } });
    await picture
      .clone()
      .png()
      .toFile(originalOf(this.shelf.folder(id)));
    const { photos } = this.shelf.files(id);
    for (let i = 0; i < 8; i++)
      await picture
        .clone()
        .jpeg()
        .toFile(join(photos, `${i}.jpg`));
    await this.queue.start(id, TrainingPlan.parse({ title, preset: 'quick' }));
    return id;
  }

  status(id: string): string {
    return this.shelf.get(id).status;
  }

  /** Waits until a training stands so. */
  reaches(id: string, status: string): Promise<void> {
    return vi.waitFor(() => expect(this.status(id)).toBe(status));
  }

  /** A training of so many steps that was paused. */
  async paused(title: string, step: number): Promise<string> {
    const id = await this.start(title);
    await this.pausesAt(id, step);
    return id;
  }

  /** The newest process, which trains this, says that it paused. */
  async pausesAt(id: string, step: number): Promise<void> {
    const child = this.children.at(-1)!;
    child.say({ type: 'paused', step });
    child.die();
    await this.reaches(id, 'paused');
  }

  /** Goes on with a training; gives what its process is told. */
  async resumed(id: string): Promise<string[]> {
    await this.queue.resume(id);
    await this.reaches(id, 'running');
    return this.children.at(-1)!.sent.map(({ type }) => type);
  }

  /** Writes a checkpoint of a training, as its process does. */
  async checkpoint(id: string, step: number): Promise<void> {
    const state = freshState(tinyOptions);
    const history = [{ step, total: 3, content: 1, style: 1, tv: 1 }];
    const bytes = writeCheckpoint({ ...state, step, history }, specsOf(tinyOptions));
    await keepCheckpoint(this.shelf.files(id), bytes);
  }
}
