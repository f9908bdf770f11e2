/** Where files are repainted: each job has a paint process of its own, which ends with it. */
import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { ApartPainter } from '../../paint/apart.ts';
import type { SpawnPaint } from '../../paint/child.ts';
import { type StyleFile } from '../../paint/protocol.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { wakefulTimeout } from '../../process/wakefulTimeout.ts';
import type { EventData } from '../contract.ts';
import type { Recording } from '../contract/recordings.ts';
import type { repaintRequests, RepaintLook } from '../contract/repaint.ts';
import type { Handlers } from '../dispatch.ts';
import { repaintedName } from '../recordings/names.ts';
import type { Uploads } from '../uploads.ts';

/** What the desk needs of the rest. */
export interface DeskOptions {
  readonly spawn: SpawnPaint;
  readonly uploads: Uploads;
  /** What the live view paints on. */
  devices(): readonly string[];
  /** Every style there is. */
  styles(): readonly StyleFile[];
  /** Has a file written, and puts it on the shelf under a name that is free. */
  place(name: string, type: 'jpg' | 'png' | 'webp', write: (path: string) => Promise<void>): Promise<Recording>; // prettier-ignore
  emit(name: 'repaint.progress', data: EventData<'repaint.progress'>): void;
  emit(name: 'repaint.ended', data: EventData<'repaint.ended'>): void;
  /** How long a page may say nothing of a file; shorter in tests. */
  readonly silenceMs?: number | undefined;
}

interface Job {
  readonly id: string;
  readonly name: string;
  readonly look: RepaintLook;
  readonly upload: string | null;
  readonly painter: ApartPainter;
  frames: number;
  /** Pictures of a video that are being painted. */
  working: number;
  painting: boolean;
  timer: NodeJS.Timeout;
}

/** So many at a time are more than one page asks for. */
const MOST_JOBS = 4;
/** A page that says nothing for so long is gone, and its job with it. */
const SILENCE_MS = 120_000;
/** Formats that are kept; all others come out as JPEG. */
const KEPT: Readonly<Record<string, 'png' | 'webp'>> = { '.png': 'png', '.webp': 'webp' };

/** Every job there is. */
export class RepaintDesk {
  readonly #options: DeskOptions;
  readonly #jobs = new Map<string, Job>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** The answers to the contract's requests. */
  handlers(): Pick<Handlers, keyof typeof repaintRequests> {
    return {
      'repaint.begin': async ({ name, bytes, look }) => ({ job: await this.#begin(name, bytes, look) }),
      'repaint.append': async ({ job, offset, bytes }) => {
        const found = this.#of(job);
        const { upload, painting } = found;
        if (upload === null) throw new Refusal('malformed', 'The file of a video stays where it is.');
        // A page whose drive is slow says something with every piece.
        if (!painting) this.#listen(found);
        return { received: await this.#options.uploads.append(upload, offset, bytes) };
      },
      'repaint.paint': ({ job }) => {
        this.#paint(this.#of(job));
        return null;
      },
      'repaint.frame': async ({ job, width, height, bytes }) => ({
        bytes: await this.#frame(this.#of(job), width, height, bytes),
      }),
      'repaint.end': async ({ job }) => {
        await this.#end(job);
        return null;
      },
    };
  }

  /** Whether there is any job. */
  get busy(): boolean {
    return this.#jobs.size > 0;
  }

  /** Ends all jobs. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((id) => this.#end(id)));
  }

  async #begin(name: string, bytes: number | null, look: RepaintLook): Promise<string> {
    if (this.#jobs.size >= MOST_JOBS) {
      throw new Refusal('unavailable', 'Other files are just being repainted; try again when one is done.');
    }
    const ids = [look.styleId, ...(look.blend ? [look.blend.styleId] : [])];
    const styles = this.#options.styles().filter(({ id }) => ids.includes(id));
    const missing = ids.find((id) => !styles.some((style) => style.id === id));
    if (missing !== undefined) throw new Refusal('unknown-style', `There is no style "${missing}".`);
    const id = randomBytes(16).toString('base64url');
    const upload = bytes === null ? null : await this.#options.uploads.begin(bytes);
    const { spawn } = this.#options;
    // Started at once: it is ready by the time the file is here.
    const painter = new ApartPainter({ spawn, devices: this.#options.devices(), styles });
    const timer = this.#listenFor(id);
    this.#jobs.set(id, { id, name, look, upload, painter, timer, frames: 0, working: 0, painting: false });
    return id;
  }

  #paint(job: Job): void {
    const { id, name, look, upload, painter } = job;
    if (upload === null || job.painting) throw new Refusal('not-now', 'There is no picture to paint.');
    job.painting = true;
    clearTimeout(job.timer);
    const format = KEPT[extname(name).toLowerCase()] ?? 'jpg';
    const { title, ...how } = look;
    const work = this.#options.uploads.take(upload, (file) =>
      this.#options.place(repaintedName(name, title), format, (out) =>
        painter.picture({ file, name, out, format, ...how }, (part) =>
          this.#options.emit('repaint.progress', { job: id, part }),
        ),
      ),
    );
    work.then(
      (recording) => this.#options.emit('repaint.ended', { job: id, ok: true, recording }),
      (error: unknown) => {
        const code = error instanceof Refusal ? error.code : 'internal';
        this.#options.emit('repaint.ended', { job: id, ok: false, code, message: messageOf(error) });
      },
    ).finally(() => void this.#end(id)); // prettier-ignore
  }

  async #frame(job: Job, width: number, height: number, pixels: Uint8Array): Promise<Uint8Array> {
    if (pixels.length !== width * height * 4) {
      const message = `A ${width}x${height} RGBA picture has ${width * height * 4} bytes, not ${pixels.length}.`;
      throw new Refusal('malformed', message);
    }
    // Silence counts from when the page has its answer: a large picture may take minutes.
    clearTimeout(job.timer);
    job.working += 1;
    const { styleId, strength, keepColours, blend } = job.look;
    const id = job.frames++;
    const header = { id, kind: 'still', styleId, strength, keepColours, blend, width, height } as const;
    try {
      return await job.painter.frame({ header, pixels });
    } finally {
      job.working -= 1;
      if (job.working === 0 && this.#jobs.has(job.id)) this.#listen(job);
    }
  }

  async #end(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (!job) return;
    this.#jobs.delete(id);
    clearTimeout(job.timer);
    job.painter.close();
    if (job.upload !== null) await this.#options.uploads.cancel(job.upload);
  }

  #of(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw new Refusal('not-now', 'This file is no longer being repainted. Add it again.');
    return job;
  }

  /** Counts a page's silence from now on. */
  #listen(job: Job): void {
    clearTimeout(job.timer);
    job.timer = this.#listenFor(job.id);
  }

  #listenFor(id: string): NodeJS.Timeout {
    return wakefulTimeout(this.#options.silenceMs ?? SILENCE_MS, (slept) => {
      if (slept) this.#listen(this.#of(id));
      else void this.#end(id);
    }).unref();
  }
}
