/** Bringing style files in: piece by piece over the bridge, one file after the other. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode, Reply } from '../bridge/contract.ts';
import { fileName } from '../bridge/fileName.ts';

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
export interface ImportFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
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
  #cancelled: readonly string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(request: Bridge['request']) {
    this.#request = request;
  }

  /** Brings files in; resolves when each has hung, been refused or been cancelled. */
  add(files: readonly ImportFile[]): Promise<ImportOutcome[]> {
    const jobs = files.map((file) => ({ file, id: crypto.randomUUID() }));
    this.jobs = [
      ...this.jobs,
      ...jobs.map(({ file, id }) => ({ id, name: file.name, size: file.size, sent: 0 })),
    ];
    const outcomes = this.#last.then(async () => {
      const done: ImportOutcome[] = [];
      for (const { file, id } of jobs) {
        done.push(await this.#bring(id, file));
        this.jobs = this.jobs.filter((job) => job.id !== id);
      }
      return done;
    });
    this.#last = outcomes;
    return outcomes;
  }

  /** Ends an import, under way or waiting. */
  cancel(id: string): void {
    this.#cancelled = [...this.#cancelled, id];
    this.jobs = this.jobs.filter((job) => job.id !== id);
    void this.#request('library.importCancel', { importId: id });
  }

  async #bring(importId: string, file: ImportFile): Promise<ImportOutcome> {
    const { name } = file;
    const sent = this.#cancelled.includes(importId) ? null : await this.#send(importId, file);
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

  /** Sends a file's pieces; null when all have come. */
  async #send(importId: string, file: ImportFile): Promise<Refusal | null> {
    const name = fileName(file);
    const begun = await this.#request('library.importBegin', { importId, name, bytes: file.size });
    if (!begun.ok) return begun;
    const waiting: Promise<Refusal | null>[] = [];
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      if (this.#cancelled.includes(importId)) break;
      if (waiting.length >= PIECES_AHEAD) {
        const refused = await waiting.shift();
        if (refused) return refused;
      }
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
      } catch (error) {
        // A folder, or a file that changed or went meanwhile.
        return { ok: false, code: 'unusable-style', message: `"${name}" cannot be read: ${String(error)}` };
      }
      waiting.push(this.#piece(importId, offset, bytes));
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
