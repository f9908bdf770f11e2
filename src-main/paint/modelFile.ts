/** Reading a model with the files in which its weights lie. */
import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkRoom, dataFilesOf, noFileThere, notBeside, withWeights } from './dataFiles.ts';

/** A model that was read. */
export interface ReadModel {
  /** The whole model, be it of one file or of several. */
  readonly bytes: Uint8Array;
  /** The other files that it was put together of, with what marks each. */
  readonly beside: readonly { readonly file: string; readonly mark: string }[];
}

/** Marks a file as it is, or as not there. */
export async function markOf(file: string): Promise<string> {
  return stat(file).then(toMark, () => 'gone');
}

/**
 * Reads a model, and puts weights into it that lie in files beside it.
 * Rejects with a {@link StyleError} when one of those is missing, or cannot be what the model says of it.
 */
export async function readModel(path: string): Promise<ReadModel> {
  const steps = reading(path);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await step.value.later();
  }
}

/** The same at once, for a painter, which waits for its style with all that it does. */
export function readModelSync(path: string): Uint8Array {
  const steps = reading(path);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value.bytes;
    step.value.now();
  }
}

/** Something that is asked of the disk: the one or the other is called before the walk goes on. */
interface Step {
  now(): void;
  later(): Promise<void>;
}

/** Passes a question on, and gives what the disk said. */
function* ask<T>(now: () => T, later: () => Promise<T>): Generator<Step, T, undefined> {
  const said: T[] = [];
  yield { now: () => void said.push(now()), later: async () => void said.push(await later()) };
  return said[0]!;
}

/**
 * The walk through a model's files. A painter reads them at once, the main side must not wait for a disk: the walk says
 * what is to be asked of the disk, and whoever goes it asks. So there is one of it, and neither checks less than the other.
 */
function* reading(path: string): Generator<Step, ReadModel, undefined> {
  const read = (file: string) => ask<Uint8Array>(() => readFileSync(file), () => readFile(file)); // prettier-ignore
  const model = yield* read(path);
  const folder = dirname(path);
  const beside: ReadModel['beside'][number][] = [];
  const files = new Map<string, Uint8Array>();
  let size = model.length;
  for (const name of dataFilesOf(model)) {
    const file = join(folder, name);
    const [realFolder, real] = yield* ask(
      () => orMissing(name, () => [realpathSync(folder), realpathSync(file)] as const),
      () => Promise.all([realpath(folder), realpath(file)]).catch(missing(name)),
    );
    const stats = yield* ask(() => statSync(real), () => stat(real)); // prettier-ignore
    size += sizeOf(name, { folder: realFolder, real, stats });
    checkRoom(size);
    beside.push({ file, mark: toMark(stats) });
    files.set(name, yield* read(real));
  }
  return { bytes: withWeights(model, files), beside };
}

/** A file's size, where it really is one and lies in the folder: a link may lead to whatever the person can read. */
function sizeOf(
  name: string,
  { folder, real, stats }: { folder: string; real: string; stats: Stats },
): number {
  if (dirname(real) !== folder || !stats.isFile()) throw noFileThere(name);
  return stats.size;
}

function orMissing<T>(name: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    return missing(name)(error);
  }
}

function missing(name: string): (error: unknown) => never {
  return (error) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notBeside(name) : error;
  };
}

/** Marks a file as it was found. One that is put in another's place may bring its time along, but not that of the change. */
export function toMark({ size, mtimeMs, ctimeMs }: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs'>): string {
  return `${size} ${mtimeMs} ${ctimeMs}`;
}
