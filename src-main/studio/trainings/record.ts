/** A training on disk: `training.json` in its folder says what it is; the pictures lie beside it. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../train/atomicWrite.ts';
import { ILLEGIBLE, previewStep, trainingFiles } from '../../train/folder.ts';
import { KeptOptions } from '../../train/options.ts';
import { TrainingId, TrainingPlan, TrainingStatus, type Training } from '../contract/trainings.ts';
import { isAbandoned } from '../owners.ts';

/** What is kept of a training between two starts of the app. */
export const TrainingRecord = z.object({
  format: z.literal(1),
  id: TrainingId,
  status: TrainingStatus,
  createdAt: z.number(),
  /** When it was last to go on: who has waited longest is the next. */
  waitingSince: z.number().optional(),
  plan: TrainingPlan.nullable(),
  /** As the trainer was told; kept, for a later version's presets may differ. */
  options: KeptOptions.nullable(),
  /** The style that it goes on from, as it was made; its file lies in the folder. */
  basis: z.object({ title: z.string(), options: KeptOptions }).optional(),
  step: z.number().int().min(0),
  /** How many there are to be, where it is not as many as the trainer was told. */
  steps: z.number().int().min(1).optional(),
  /** Changes with each painting that is received. */
  painting: z.string().optional(),
  startedFrom: z.string().optional(),
  device: z.string().optional(),
  styleId: z.string().optional(),
  message: z.string().optional(),
  /** The process that works on it: of a draft, and of what waits or runs. */
  owner: z.number().int().positive().optional(),
});
export type TrainingRecord = z.infer<typeof TrainingRecord>;

/** A record as it was found. `foreign`: another version wrote it, or it is damaged; it is shown, and never written. */
export type FoundRecord = TrainingRecord & { readonly foreign?: true };

/** What of any record can be understood. */
const Legible = z.object({
  createdAt: z.number().optional().catch(undefined),
  status: TrainingStatus.exclude(['draft']).optional().catch(undefined),
  plan: TrainingPlan.nullable().catch(null),
  owner: z.number().int().positive().optional().catch(undefined),
});

/** A folder that could not be understood, and why. */
export interface DamagedTraining {
  readonly folder: string;
  readonly message: string;
}

/** The original of a painting, before it is cut. */
export function originalOf(folder: string): string {
  return join(folder, 'original.png');
}

/** The style that a training goes on from. */
export function initialOf(folder: string): string {
  return join(folder, 'initial.onnx');
}

/** Brings a record to disk. */
export async function writeRecord(folder: string, record: TrainingRecord): Promise<void> {
  await writeAtomically(join(folder, 'training.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/** Reads a training's record; rejects where there is none, or that of another training. */
export async function readRecord(folder: string): Promise<FoundRecord> {
  const file = join(folder, 'training.json');
  const value = parsed(await readFile(file, 'utf8'));
  const record = TrainingRecord.safeParse(value);
  if (!record.success)
    return foreignRecord(TrainingId.parse(basename(folder)), value, (await stat(file)).mtimeMs);
  if (record.data.id !== basename(folder)) throw new Error(`it calls itself ${record.data.id}`);
  return record.data;
}

function foreignRecord(id: string, value: unknown, writtenAt: number): FoundRecord {
  const { data } = Legible.safeParse(value);
  return {
    ...{ format: 1, id, step: 0, foreign: true, options: null, plan: data?.plan ?? null },
    createdAt: data?.createdAt ?? writtenAt,
    status: data?.status ?? 'failed',
    ...(data?.owner !== undefined && { owner: data.owner }),
    message: ILLEGIBLE,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads every training in the folder of trainings, which may not be there yet; what cannot be read is left.
 * `remains` are folders of ours with nothing in them that anybody would miss.
 */
export async function readRecords(
  folder: string,
): Promise<{ records: FoundRecord[]; damaged: DamagedTraining[]; remains: string[] }> {
  const records: FoundRecord[] = [];
  const remains: string[] = [];
  const damaged: DamagedTraining[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    try {
      records.push(await readRecord(join(folder, name)));
    } catch (error) {
      if (await isRemains(join(folder, name))) {
        remains.push(join(folder, name));
        continue;
      }
      const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      damaged.push({ folder: join(folder, name), message });
    }
  }
  return { records: records.sort((a, b) => b.createdAt - a.createdAt), damaged, remains };
}

/** An id for a training that is made now. */
export function newTrainingId(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
}

const OUR_ID = /^\d{4}-\d\d-\d\d-[0-9a-f]{8}$/;
/** The record of a training that is just being made comes sooner than that. */
const MAKING_MS = 60_000;

/** Whether a folder is what is left of a draft that was deleted while something was written into it. */
async function isRemains(folder: string): Promise<boolean> {
  if (!OUR_ID.test(basename(folder))) return false;
  const names = await readdir(folder).catch(() => ['training.json']);
  const { checkpoint, previous, style } = trainingFiles(folder);
  const valued = ['training.json', ...[checkpoint, previous, style].map((file) => basename(file))];
  if (names.some((name) => valued.includes(name))) return false;
  return Date.now() - (await stat(folder)).mtimeMs > MAKING_MS;
}

/** The other process that works on a training now; undefined where none does, or it is gone. */
export async function otherOwner(
  folder: string,
  { owner, status }: TrainingRecord,
  self: number,
): Promise<number | undefined> {
  if (owner === undefined || owner === self || !isWorkedOn(status)) return undefined;
  const left = await isAbandoned(join(folder, 'training.json'), owner).catch(() => true);
  return left ? undefined : owner;
}

/** Whether a process has a training in hand, which ends when the process does. */
export function isWorkedOn(status: TrainingStatus): boolean {
  return ['draft', 'waiting', 'running', 'pausing'].includes(status);
}

/** A training as the page sees it: its record, and what lies in its folder. */
export async function describeTraining(folder: string, record: FoundRecord): Promise<Training> {
  const files = trainingFiles(folder);
  const names = async (path: string): Promise<string[]> => readdir(path).catch(() => []);
  const photos = (await names(files.photos)).filter((name) => name.endsWith('.jpg'));
  const previews = (await names(folder)).map(previewStep).filter((step) => step !== undefined);
  const { format: _format, owner: _owner, foreign: _foreign, waitingSince: _since, ...known } = record;
  const { options, basis, ...rest } = known;
  return {
    ...rest,
    ...(basis && { continues: basis.title }),
    photos: photos.length,
    frames: photos.filter((name) => name.startsWith('camera')).length,
    steps: record.steps ?? options?.steps ?? 0,
    previews: previews.sort((a, b) => a - b),
  };
}

/** Deletes a training's folder with everything in it. */
export async function deleteTraining(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
