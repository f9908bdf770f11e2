/** Repaints a video: a worker takes it apart and puts it together; the main side paints and writes. */
import type { Pixels } from '../bridge/bridge.ts';
import type { Reply } from '../bridge/contract.ts';
import { fileName } from '../bridge/fileName.ts';
import { openMediaWorker } from '../media/open.ts';
import { Outbox } from '../recorder/outbox.ts';
import type { FromFilm, Picture, ToFilm } from './messages.ts';
import { cancelled, TaskError, valueOf, type TaskOptions } from './task.ts';

/** The main side ends what it hears nothing of. */
const HOLD_EVERY_MS = 2000;
/** A connection that was lost comes back; a picture may be painted twice. The main side keeps the job a little longer. */
const RETRY_MS = 500;
const MOST_RETRIES = 200;
/** Of a file no larger than this, which is a header, the main side keeps nothing. */
const HEADER_BYTES = 4096;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Repaints one video. Where an encoder fails before there is anything to keep, the next one is tried at once.
 * @throws {TaskError} where it cannot be; {@link Cancelled} when it was.
 */
export async function repaintVideo(options: TaskOptions): Promise<void> {
  const over = cancelled(options.signal);
  over.catch(() => undefined);
  for (;;) {
    const task = new VideoTask(options);
    try {
      try {
        return await Promise.race([over, task.run()]);
      } finally {
        // What is still on its way when it fails tells whether there is anything.
        await task.end();
      }
    } catch (error) {
      if (!(error instanceof TaskError && error.code === 'encoder' && task.isEmpty)) throw error;
    }
  }
}

class VideoTask {
  readonly #options: TaskOptions;
  readonly #worker = openMediaWorker('film');
  readonly #outbox: Outbox;
  #job: string | null = null;
  #handle: string | null = null;
  #beginning: Promise<void> = Promise.resolve();
  #over = false;
  #written = 0;
  #heldAt = performance.now();
  #finished = false;
  #fail: (error: Error) => void = () => undefined;
  #done: () => void = () => undefined;

  constructor(options: TaskOptions) {
    this.#options = options;
    const { bridge } = options;
    this.#outbox = new Outbox({
      append: (sequence, bytes) =>
        bridge.request('recordings.append', { handle: this.#handle ?? '', sequence, bytes }),
      grown: (bytes) => {
        this.#heldAt = performance.now();
        this.#written = bytes;
      },
      wait,
    });
  }

  /** Resolves when the whole result is on disk. */
  async run(): Promise<void> {
    const { bridge, file, quality, failed, progress } = this.#options;
    progress(null, 'reading');
    await new Promise<void>((resolve, reject) => {
      this.#done = resolve;
      this.#fail = reject;
      this.#worker.onmessage = ({ data }: MessageEvent<FromFilm>) => void this.#receive(data);
      this.#worker.onerror = ({ message }) => reject(new TaskError('broken', message));
      this.#post({ type: 'open', file, quality, failed });
    });
    progress(1, 'finishing');
    await this.#outbox.settled();
    this.#check();
    const handle = this.#handle ?? '';
    const finish = (chunks: number): Promise<Reply<null>> =>
      bridge.request('recordings.finish', { handle, chunks });
    valueOf(await this.#outbox.end(finish, () => this.#over));
    this.#finished = true;
  }

  /**
   * Lets everything go. What is on disk of one that was cancelled is thrown away, or when there is nothing; of
   * one that failed it is kept, and called a part.
   */
  async end(): Promise<void> {
    this.#over = true;
    this.#worker.terminate();
    // What is just being begun on the main side would never be ended.
    await this.#beginning.catch(() => undefined);
    const { bridge, signal, remark } = this.#options;
    if (this.#job !== null) void bridge.request('repaint.end', { job: this.#job });
    if (this.#handle === null || this.#finished) return;
    const handle = this.#handle;
    // What the film gave before it failed may still be on its way.
    if (!signal.aborted) await this.#outbox.settled();
    const { chunks } = this.#outbox;
    if (signal.aborted || this.isEmpty) {
      await this.#outbox.insist(() => bridge.request('recordings.discard', { handle }));
      return;
    }
    const kept = await bridge.request('recordings.finish', { handle, chunks, part: true });
    if (kept.ok) remark('part');
  }

  /** Whether nothing of it is worth keeping. */
  get isEmpty(): boolean {
    return this.#written <= HEADER_BYTES;
  }

  #isOver(): boolean {
    return this.#over;
  }

  async #receive(message: FromFilm): Promise<void> {
    try {
      if (message.type === 'opened') await (this.#beginning = this.#begin(message));
      else if (message.type === 'picture') await this.#paint(message.id, message.picture);
      else if (message.type === 'bytes') this.#outbox.put(message.bytes);
      else if (message.type === 'progress') this.#options.progress(message.part, 'painting');
      else if (message.type === 'beat') this.#hold();
      else if (message.type === 'failed') this.#failed(message);
      else this.#done();
      this.#check();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #failed({ trouble, message, encoder }: FromFilm & { type: 'failed' }): never {
    const { failed } = this.#options;
    if (encoder) failed.add(encoder);
    // There is no other. Tried again by hand, they may do.
    else if (trouble === 'unencodable') failed.clear();
    throw new TaskError(trouble, message);
  }

  async #begin({ container, losesSound }: FromFilm & { type: 'opened' }): Promise<void> {
    const { bridge, file, look, remark } = this.#options;
    const name = fileName(file);
    const { job } = valueOf(await bridge.request('repaint.begin', { name, bytes: null, look }));
    this.#job = job;
    if (this.#isOver()) return;
    const begun = await bridge.request('recordings.begin', {
      type: container,
      style: look.title,
      source: name,
    });
    this.#handle = valueOf(begun).handle;
    if (this.#isOver()) return;
    if (losesSound) remark('silent');
    this.#options.progress(0, 'painting');
    this.#post({ type: 'begin', style: look.title });
  }

  async #paint(id: number, { width, height, pixels }: Picture): Promise<void> {
    const { bridge, signal } = this.#options;
    const job = this.#job ?? '';
    for (let tries = 1; !signal.aborted; tries++) {
      const reply = await bridge.request('repaint.frame', { job, width, height, bytes: pixels });
      if (reply.ok) {
        const painted = reply.value.bytes as Pixels;
        // Over the WebSocket it is a view of a message with a header; the encoder takes that, too.
        return this.#post({ type: 'painted', id, pixels: painted }, [painted.buffer]);
      }
      if (reply.code !== 'unavailable' || tries >= MOST_RETRIES) valueOf(reply);
      await wait(RETRY_MS);
    }
  }

  /** While one picture takes long, nothing is written, but the recording goes on. */
  #hold(): void {
    if (this.#handle === null || performance.now() - this.#heldAt < HOLD_EVERY_MS) return;
    this.#heldAt = performance.now();
    void this.#options.bridge.request('recordings.hold', { handle: this.#handle });
  }

  #check(): void {
    const { error } = this.#outbox;
    if (error) throw new TaskError(error.code, error.message);
  }

  #post(message: ToFilm, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
