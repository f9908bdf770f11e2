/** Bringing style files in: piece by piece over the bridge, one style after the other. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode, Reply } from '../bridge/contract.ts';
import { fileName } from '../bridge/fileName.ts';
import { together, type ReadFile } from './together.ts';

/** A piece has so many bytes, and so many are on their way at a time. */
const PIECE_BYTES = 512 * 1024;
const PIECES_AHEAD = 4;

/** A file on its way in. */
export interface ImportJob {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Bytes that the main side has. */
  readonly sent: number;
}

/** The part of a `File` that is used. */
export type ImportFile = ReadFile;

/** A job and its file. */
interface Waiting {
  readonly id: string;
  readonly file: ImportFile;
}

/** A style's model, and the files in which its weights lie. */
type StyleFiles = readonly [model: ImportFile, ...weights: ImportFile[]];

/** A job and all that is sent for it. */
interface Coming {
  readonly id: string;
  readonly files: StyleFiles;
}

/** What becomes of a file; `cancelled` by the person, without a further word. */
export type ImportOutcome =
  | { readonly name: string; readonly style: { readonly styleId: string; readonly title: string } }
  | { readonly name: string; readonly refusal: { readonly code: ErrorCode; readonly message: string } }
  | { readonly name: string; readonly cancelled: true };

type Refusal = Extract<Reply<never>, { ok: false }>;

/** The files on their way in. */
export class Importer {
  jobs = $state.raw<readonly ImportJob[]>([]);
  readonly #request: Bridge['request'];
  readonly #mostBytes: () => number;
  #cancelled: readonly string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** `mostBytes`: so many a style's file may have. */
  constructor(request: Bridge['request'], mostBytes: () => number) {
    this.#request = request;
    this.#mostBytes = mostBytes;
  }

  /**
   * Brings files in, a model and those of its weights as one; resolves when each has hung, been refused or been cancelled.
   */
  add(files: readonly ImportFile[]): Promise<ImportOutcome[]> {
    const jobs = files.map((file): Waiting => ({ file, id: crypto.randomUUID() }));
    this.jobs = [
      ...this.jobs,
      ...jobs.map(({ file, id }) => ({ id, name: file.name, size: file.size, sent: 0 })),
    ];
    const outcomes = this.#last.then(async () => {
      const done: ImportOutcome[] = [];
      for (const { id, files } of await this.#styles(jobs)) {
        done.push(await this.#bring(id, files));
        this.jobs = this.jobs.filter((job) => job.id !== id);
      }
      return done;
    });
    this.#last = outcomes.catch(() => undefined);
    return outcomes;
  }

  /** Ends an import, under way or waiting. */
  cancel(id: string): void {
    this.#cancelled = [...this.#cancelled, id];
    this.jobs = this.jobs.filter((job) => job.id !== id);
    void this.#request('library.importCancel', { importId: id });
  }

  /** What is to be sent for each style. From now on the files of its weights are part of its job. */
  async #styles(jobs: readonly Waiting[]): Promise<Coming[]> {
    const wanted = (): ImportFile[] =>
      jobs.filter(({ id }) => !this.#cancelled.includes(id)).map(({ file }) => file);
    const groups = await together(wanted(), this.#mostBytes());
    // Some may have been given up while models were read.
    const left = wanted();
    const weights = groups.flatMap(([, files]) => files).filter((file) => left.includes(file));
    const weightsOf = (file: ImportFile): ImportFile[] =>
      groups.find(([model]) => model === file)?.[1].filter((each) => weights.includes(each)) ?? [];
    const styles = jobs
      .filter(({ file }) => !weights.includes(file))
      .map(({ id, file }): Coming => ({ id, files: [file, ...weightsOf(file)] }));
    this.jobs = this.jobs.flatMap((job) => {
      if (!jobs.some(({ id }) => id === job.id)) return [job];
      const style = styles.find(({ id }) => id === job.id);
      return style ? [{ ...job, size: style.files.reduce((sum, { size }) => sum + size, 0) }] : [];
    });
    return styles;
  }

  async #bring(importId: string, files: StyleFiles): Promise<ImportOutcome> {
    const { name } = files[0];
    const sent = this.#cancelled.includes(importId) ? null : await this.#send(importId, files);
    if (sent === null && !this.#cancelled.includes(importId)) {
      const reply = await this.#request('library.importFinish', { importId });
      // Cancelled too late is not cancelled: it hangs, and can be taken down again.
      if (reply.ok) return { name, style: reply.value };
      if (!this.#cancelled.includes(importId)) return { name, refusal: reply };
    }
    if (this.#cancelled.includes(importId)) return { name, cancelled: true };
    void this.#request('library.importCancel', { importId });
    return { name, refusal: sent ?? { code: 'internal', message: name } };
  }

  /** Sends a style's files, one behind the other, in pieces; null when all have come. */
  async #send(importId: string, [model, ...weights]: StyleFiles): Promise<Refusal | null> {
    const data = weights.map((file) => ({ name: fileName(file), bytes: file.size }));
    const args = { importId, name: fileName(model), bytes: model.size, data };
    const begun = await this.#request('library.importBegin', args);
    if (!begun.ok) return begun;
    const waiting: Promise<Refusal | null>[] = [];
    let sent = 0;
    for (const { file, start } of [model, ...weights].flatMap(piecesOf)) {
      if (this.#cancelled.includes(importId)) break;
      if (waiting.length >= PIECES_AHEAD) {
        const refused = await waiting.shift();
        if (refused) return refused;
      }
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.slice(start, start + PIECE_BYTES).arrayBuffer());
      } catch (error) {
        // A folder, or a file that changed or went meanwhile.
        const message = `"${fileName(file)}" cannot be read: ${String(error)}`;
        return { ok: false, code: 'unusable-style', message };
      }
      waiting.push(this.#piece(importId, sent, bytes));
      sent += bytes.length;
    }
    return (await Promise.all(waiting)).find((refused) => refused !== null) ?? null;
  }

  async #piece(importId: string, offset: number, bytes: Uint8Array): Promise<Refusal | null> {
    const reply = await this.#request('library.importChunk', { importId, offset, bytes });
    if (!reply.ok) return reply;
    this.jobs = this.jobs.map((job) => (job.id === importId ? { ...job, sent: reply.value.received } : job));
    return null;
  }
}

/** Where the pieces of a file begin. */
function piecesOf(file: ImportFile): { file: ImportFile; start: number }[] {
  const count = Math.ceil(file.size / PIECE_BYTES);
  return Array.from({ length: count }, (_, i) => ({ file, start: i * PIECE_BYTES }));
}
