/** The trainings there are: their records in memory and on disk, changed one after the other. */
import { basename, join } from 'node:path';
import process from 'node:process';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { trainingFiles, type TrainingFiles } from '../../train/folder.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { Notice } from '../contract.ts';
import type { Training } from '../contract/trainings.ts';
import { OneByOne } from '../oneByOne.ts';
import {
  deleteTraining,
  describeTraining,
  isWorkedOn,
  newTrainingId,
  otherOwner,
  readRecord,
  readRecords,
  writeRecord,
  type FoundRecord,
  type TrainingRecord,
} from './record.ts';

/** What a shelf works with. */
export interface ShelfOptions {
  /** The folder of all trainings. */
  readonly folder: string;
  onChanged(training: Training): void;
  onRemoved(id: string): void;
  onNotice(notice: Notice): void;
  /** Who we are to others on the same folder; another in tests. */
  readonly pid?: number;
}

/**
 * Keeps the records. Another Pastiche may have the same folder: what that one works on can be looked at here
 * and nothing more, for two trainers in one folder would undo each other's work.
 */
export class TrainingShelf {
  readonly #options: ShelfOptions;
  readonly #pid: number;
  readonly #records = new Map<string, FoundRecord>();
  /** What another Pastiche works on, as it was when it was last looked at. */
  readonly #others = new Map<string, FoundRecord>();
  readonly #turns = new OneByOne();

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#pid = options.pid ?? process.pid;
  }

  /**
   * Reads what earlier starts left; never rejects, for the app works without it. What ran or waited then is
   * `interrupted` now and starts when it is asked to; drafts, with the pictures in them, are thrown away.
   */
  async open(): Promise<void> {
    const { folder } = this.#options;
    const { records, damaged, remains } = await readRecords(folder).catch((error: unknown) => {
      this.#warn(
        `Your trainings in ${folder} cannot be read (${messageOf(error)}); they are left as they are.`,
      );
      return { records: [], damaged: [], remains: [] };
    });
    for (const record of records) {
      if ((await this.#otherOwner(record)) === undefined) await this.#takeUp(record);
      // Another's draft is nothing to look at yet.
      else if (record.status !== 'draft') this.#others.set(record.id, record);
    }
    // What cannot be deleted now can be at another start.
    for (const one of remains) await deleteTraining(one).catch(() => undefined);
    for (const { folder: one, message } of damaged) {
      this.#warn(`The training in ${one} cannot be read and is left as it is: ${message}`);
    }
  }

  /** Deletes what has not begun, with the frames of the person's camera in it. */
  async close(): Promise<void> {
    await this.inTurn(async () => {
      const drafts = this.records().filter(({ status }) => status === 'draft');
      // What cannot be deleted now is at the next start.
      for (const { id } of drafts) await deleteTraining(this.folder(id)).catch(() => undefined);
    });
  }

  /** Does one thing after the other: between two changes nothing else changes. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }

  /** All trainings, the newest first; also those that another Pastiche works on. */
  async list(): Promise<Training[]> {
    if (this.#others.size > 0) await this.inTurn(() => this.#lookAgain());
    const all = [...this.#records.values(), ...this.#others.values()];
    return Promise.all(all.sort((a, b) => b.createdAt - a.createdAt).map(({ id }) => this.describe(id)));
  }

  /** All records of ours, the newest first. */
  records(): TrainingRecord[] {
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** A record of ours; undefined when there is none. */
  find(id: string): FoundRecord | undefined {
    return this.#records.get(id);
  }

  /** A record to work with. @throws {Refusal} when there is none, or another Pastiche works on it. */
  get(id: string): FoundRecord {
    const owner = this.#others.get(id)?.owner;
    if (owner === undefined) return this.see(id);
    // That one may have ended by now: then it can be had when it is asked for again.
    void this.inTurn(() => this.#lookAgain());
    throw elsewhere(owner);
  }

  /** A record to look at. @throws {Refusal} when there is none. */
  see(id: string): FoundRecord {
    const record = this.#records.get(id) ?? this.#others.get(id);
    if (record) return record;
    throw new Refusal('unknown-training', 'There is no such training; it may have been removed.');
  }

  /** A record that has not begun. @throws {Refusal} when it has. */
  draft(id: string): TrainingRecord {
    const record = this.get(id);
    if (record.status === 'draft') return record;
    throw new Refusal('not-now', 'This training has begun; train again to change its pictures.');
  }

  /** A new draft. */
  async create(): Promise<TrainingRecord> {
    const id = newTrainingId();
    const createdAt = Date.now();
    await makeFolder(this.files(id).photos);
    this.#records.set(id, { format: 1, id, status: 'draft', createdAt, plan: null, options: null, step: 0 });
    await this.change(id, {});
    return this.get(id);
  }

  /** Deletes a training with all its pictures. Rejects with a {@link Refusal} when another works on it. */
  async delete(id: string): Promise<void> {
    await this.#claim(id);
    await deleteTraining(this.folder(id));
    this.#records.delete(id);
    this.#options.onRemoved(id);
  }

  /** A step was reached. On disk only checkpoints count. */
  reached(id: string, step: number): void {
    this.#records.set(id, { ...this.get(id), step });
  }

  /**
   * Changes a record, here and on disk, and tells; `message` null takes the present one away. Rejects with a
   * {@link Refusal} when it is to be worked on and another Pastiche does so, or it cannot be understood.
   */
  async change(id: string, change: Partial<TrainingRecord>, message?: string | null): Promise<void> {
    const now = this.get(id);
    if (now.foreign) throw new Refusal('not-now', now.message ?? '');
    const { message: before, owner: _owner, ...rest } = { ...now, ...change };
    if (isWorkedOn(rest.status) && !isWorkedOn(now.status)) await this.#claim(id);
    const said = message === undefined ? before : (message ?? undefined);
    const next = said === undefined ? rest : { ...rest, message: said };
    this.#records.set(id, next);
    const written = isWorkedOn(next.status) ? { ...next, owner: this.#pid } : next;
    await writeRecord(this.folder(id), written).catch((error: unknown) => {
      this.#warn(`The state of a training could not be written: ${messageOf(error)}`);
    });
    await this.tell(id);
  }

  /** Tells how a training is. */
  async tell(id: string): Promise<void> {
    this.#options.onChanged(await this.describe(id));
  }

  /** A training as the page sees it. */
  describe(id: string): Promise<Training> {
    return describeTraining(this.folder(id), this.see(id));
  }

  /** A training's folder. */
  folder(id: string): string {
    return join(this.#options.folder, basename(id));
  }

  /** The files in it. */
  files(id: string): TrainingFiles {
    return trainingFiles(this.folder(id));
  }

  /** Takes up what no other works on. */
  async #takeUp(record: FoundRecord): Promise<void> {
    const { id, status } = record;
    if (record.foreign) {
      this.#records.set(id, { ...record, status: 'failed' });
      return this.tell(id);
    }
    if (status === 'draft') {
      await deleteTraining(this.folder(id)).catch((error: unknown) => {
        this.#warn(`An unfinished draft could not be deleted (${messageOf(error)}); the next start tries again: ${this.folder(id)}`); // prettier-ignore
      });
      return;
    }
    this.#records.set(id, record);
    if (!isWorkedOn(status)) return this.tell(id);
    await this.change(id, { status: 'interrupted' });
    const title = record.plan?.title ?? id;
    const message = `The training of ${title} was interrupted; it can go on from its last checkpoint.`;
    this.#options.onNotice({ level: 'info', message });
  }

  /** Looks how those are that another Pastiche worked on. */
  async #lookAgain(): Promise<void> {
    for (const id of this.#others.keys()) {
      const record = await readRecord(this.folder(id)).catch(() => undefined);
      if (record && (await this.#otherOwner(record)) !== undefined) this.#others.set(id, record);
      else {
        this.#others.delete(id);
        if (record) await this.#takeUp(record);
        else this.#options.onRemoved(id);
      }
    }
  }

  /**
   * Sees to it that no other has a training in hand, nor brought it to its end. Rejects with a {@link Refusal}
   * when one does or did, and tells how it is now.
   */
  async #claim(id: string): Promise<void> {
    const record = await readRecord(this.folder(id)).catch(() => undefined);
    if (record?.status === 'finished' && this.#records.get(id)?.status !== 'finished') {
      this.#records.set(id, record);
      await this.tell(id);
      throw new Refusal('not-now', 'Another Pastiche has finished this training meanwhile.');
    }
    const owner = record && (await this.#otherOwner(record));
    if (!record || owner === undefined) return;
    this.#records.delete(id);
    this.#others.set(id, record);
    await this.tell(id);
    throw elsewhere(owner);
  }

  #otherOwner(record: TrainingRecord): Promise<number | undefined> {
    return otherOwner(this.folder(record.id), record, this.#pid);
  }

  #warn(message: string): void {
    this.#options.onNotice({ level: 'warning', message });
  }
}

function elsewhere(owner: number): Refusal {
  const message = `Another Pastiche (process ${owner}) works on this training: look after it there, or close that one first.`;
  return new Refusal('not-now', message);
}
