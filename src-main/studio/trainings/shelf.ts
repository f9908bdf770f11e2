/** The trainings there are: their records in memory and on disk, changed one after the other. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { trainingFiles, type TrainingFiles } from '../../train/folder.ts';
import type { Notice } from '../contract.ts';
import type { Training } from '../contract/trainings.ts';
import { deleteTraining, describeTraining, readRecords, writeRecord, type TrainingRecord } from './record.ts';

/** What a shelf works with. */
export interface ShelfOptions {
  /** The folder of all trainings. */
  readonly folder: string;
  onChanged(training: Training): void;
  onRemoved(id: string): void;
  onNotice(notice: Notice): void;
}

/** Keeps the records. */
export class TrainingShelf {
  readonly #options: ShelfOptions;
  readonly #records = new Map<string, TrainingRecord>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /**
   * Reads what earlier starts left. What ran or waited then is `interrupted` now and starts when it is asked
   * to; drafts, with the pictures in them, are thrown away.
   */
  async open(): Promise<void> {
    const { records, damaged } = await readRecords(this.#options.folder);
    for (const record of records) {
      if (record.status === 'draft') {
        await deleteTraining(this.folder(record.id));
        continue;
      }
      this.#records.set(record.id, record);
      if (!['running', 'pausing', 'waiting'].includes(record.status)) continue;
      await this.change(record.id, { status: 'interrupted' });
      const title = record.plan?.title ?? record.id;
      const message = `The training of ${title} was interrupted; it can go on from its last checkpoint.`;
      this.#options.onNotice({ level: 'info', message });
    }
    for (const { folder, message } of damaged) {
      this.#options.onNotice({
        level: 'warning',
        message: `The training in ${folder} cannot be read and is left as it is: ${message}`,
      });
    }
  }

  /** Does one thing after the other: between two changes nothing else changes. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** All trainings, the newest first. */
  list(): Promise<Training[]> {
    return Promise.all(this.records().map(({ id }) => this.describe(id)));
  }

  /** All records, the newest first. */
  records(): TrainingRecord[] {
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** A record; undefined when there is none. */
  find(id: string): TrainingRecord | undefined {
    return this.#records.get(id);
  }

  /** A record. @throws {Refusal} when there is none. */
  get(id: string): TrainingRecord {
    const record = this.#records.get(id);
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
    const id = `${new Date().toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
    const createdAt = Date.now();
    await mkdir(this.files(id).photos, { recursive: true });
    this.#records.set(id, { format: 1, id, status: 'draft', createdAt, plan: null, options: null, step: 0 });
    await this.change(id, {});
    return this.get(id);
  }

  /** Deletes a training with all its pictures. */
  async delete(id: string): Promise<void> {
    await deleteTraining(this.folder(id));
    this.#records.delete(id);
    this.#options.onRemoved(id);
  }

  /** A step was reached. On disk only checkpoints count. */
  reached(id: string, step: number): void {
    this.#records.set(id, { ...this.get(id), step });
  }

  /** Changes a record, here and on disk, and tells; `message` null takes the present one away. */
  async change(id: string, change: Partial<TrainingRecord>, message?: string | null): Promise<void> {
    const { message: before, ...rest } = { ...this.get(id), ...change };
    const said = message === undefined ? before : (message ?? undefined);
    const next = said === undefined ? rest : { ...rest, message: said };
    this.#records.set(id, next);
    await writeRecord(this.folder(id), next).catch((error: unknown) => {
      const text = `The state of a training could not be written: ${messageOf(error)}`;
      this.#options.onNotice({ level: 'warning', message: text });
    });
    await this.tell(id);
  }

  /** Tells how a training is. */
  async tell(id: string): Promise<void> {
    this.#options.onChanged(await this.describe(id));
  }

  /** A training as the page sees it. */
  describe(id: string): Promise<Training> {
    return describeTraining(this.folder(id), this.get(id));
  }

  /** A training's folder. */
  folder(id: string): string {
    return join(this.#options.folder, basename(id));
  }

  /** The files in it. */
  files(id: string): TrainingFiles {
    return trainingFiles(this.folder(id));
  }
}
