/** One picture painted by the slow method in its process: from a job to the last word. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSharp } from '../process/lazy.ts';
import { DeviceLine } from './deviceLine.ts';
import { failureCode, NothingLearned, sentence } from './failure.ts';
import { toPng, toRgb } from './preview.ts';
import type { TrainMeans } from './session.ts';
import type { FromSketch, SketchJob } from './sketchProtocol.ts';
import { paintStill, type StillProgress } from './still.ts';
import type { Planes } from './step.ts';

/**
 * ONNX Runtime keeps what it once took; at the sizes of a large still that is gigabytes, so memory is given
 * back after each use there.
 */
const LARGE_EDGE = 384;
const SPARING = { enableCpuMemArena: false };

/** Runs one job to its last word. */
export class SketchSession {
  readonly #job: SketchJob;
  readonly #means: Pick<TrainMeans, 'openDevice' | 'openLossNetwork'>;
  readonly #post: (message: FromSketch) => void;
  #stopped = false;
  #shownAt = -Infinity;

  constructor(
    job: SketchJob,
    means: Pick<TrainMeans, 'openDevice' | 'openLossNetwork'>,
    post: (message: FromSketch) => void,
  ) {
    this.#job = job;
    this.#means = means;
    this.#post = post;
  }

  /** Ends after the iteration that runs, and keeps the picture. */
  stop(): void {
    this.#stopped = true;
  }

  /** Paints; resolves after the last word, never rejects. */
  async run(): Promise<void> {
    try {
      const last = await this.#paint();
      if (!last) throw new NothingLearned('This photo cannot be brought nearer to the painting: choose a higher style weight.'); // prettier-ignore
      const { iteration, losses, picture } = last;
      const { width, height } = picture;
      const bytes = await toPng(picture);
      this.#post({ type: 'done', iteration, losses, picture: { bytes, width, height } });
    } catch (error) {
      this.#post({ type: 'failed', code: failureCode(error), message: this.#plain(sentence(error)) });
    }
  }

  async #paint(): Promise<StillProgress | undefined> {
    const job = this.#job;
    const lossNetwork = await this.#means.openLossNetwork(job.lossNetwork);
    const line = new DeviceLine({
      ids: job.devices,
      threads: job.threads,
      openDevice: (id) => this.#means.openDevice(id),
      notice: (message) => this.#post({ type: 'notice', message }),
      ...(job.edge > LARGE_EDGE && { raw: SPARING }),
    });
    let last: StillProgress | undefined;
    while (!this.#wantsEnd()) {
      const device = await line.open();
      try {
        for await (const progress of paintStill({ ...job, device, lossNetwork }, job, last)) {
          last = progress;
          await this.#tell(progress, device.id);
          // Messages are heard between iterations only.
          await nextTurn();
          if (this.#wantsEnd()) break;
        }
        return last;
      } catch (error) {
        line.leave(error, 'painting');
      }
    }
    return last;
  }

  /** The person chose a photo and a painting: where copies of them lie says nothing to them. */
  #plain(message: string): string {
    return message.replaceAll(this.#job.photo, 'The photo').replaceAll(this.#job.painting, 'The painting');
  }

  /** Asked anew each time: a message may have come meanwhile. */
  #wantsEnd(): boolean {
    return this.#stopped;
  }

  async #tell({ picture, ...progress }: StillProgress, device: string): Promise<void> {
    const now = performance.now();
    const due = now - this.#shownAt >= this.#job.showMs;
    if (due) this.#shownAt = now;
    this.#post({
      ...{ type: 'progress', ...progress, device },
      ...(due && { picture: await shown(picture) }),
    });
  }
}

async function shown(picture: Planes): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const { width, height } = picture;
  const sharp = await loadSharp();
  const pixels = sharp(toRgb(picture), { raw: { width, height, channels: 3 } });
  return { bytes: await pixels.jpeg({ quality: 88 }).toBuffer(), width, height };
}
