/** One training in its process: from a job to a style, with losses, previews and checkpoints on the way. */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import type { LossNetwork } from '../nets/index.ts';
import type { Device } from '../runtime/types.ts';
import { writeAtomically } from './atomicWrite.ts';
import { CheckpointError, type TrainingState } from './checkpoint.ts';
import { DeviceLine } from './deviceLine.ts';
import { failureCode, NothingLearned, sentence } from './failure.ts';
import { keepCheckpoint, latestState, trainingFiles, type TrainingFiles } from './folder.ts';
import { Pace } from './hurry.ts';
import { LossLog } from './lossHistory.ts';
import { nearestStyle } from './nearest.ts';
import type { LossRecord } from './options.ts';
import { NoRoom, PatientDisk } from './patientDisk.ts';
import { openPhotos } from './photos.ts';
import { readPixels, toPlanes } from './pictures.ts';
import { openPreview, type Preview } from './preview.ts';
import type { FromTrain, Job, Spent } from './protocol.ts';
import { freshState, TrainingRun, type RunParts } from './trainer.ts';

/** What a session works with; tests bring their own. */
export interface TrainMeans {
  openDevice(id: string): Promise<Device>;
  openLossNetwork(file: string): Promise<LossNetwork>;
  /** Brings a file to disk whole or not at all; default: `writeAtomically`. */
  write?: typeof writeAtomically;
  /** How long to wait before a full disk is tried again. */
  diskRetryMs?: number;
}

/** Losses are told at most so often. */
const TELL_MS = 250;
/** A checkpoint may take this part of the time. */
const CHECKPOINT_SHARE = 0.02;
const PREVIEW_EDGE = 384;

/** A session's parts once everything is loaded. */
interface Loaded {
  readonly run: TrainingRun;
  readonly preview: Preview;
}

/** Runs one job to its last word. */
export class TrainingSession {
  readonly #job: Job;
  readonly #means: TrainMeans;
  readonly #post: (message: FromTrain) => void;
  readonly #files: TrainingFiles;
  readonly #log: LossLog;
  readonly #end = new AbortController();
  readonly #toDisk: typeof writeAtomically;
  #wish: 'go' | 'pause' | 'stop' = 'go';
  /** The style that it began with. */
  #start: string | undefined;
  #untold: LossRecord[] = [];
  #msPerStep = 0;
  #toldAt = 0;
  #beganAt = 0;
  #toldOfKeeping = false;
  #kept = { ms: 0, count: 0, step: 0 };
  readonly #disk: PatientDisk;

  constructor(job: Job, means: TrainMeans, post: (message: FromTrain) => void) {
    this.#job = job;
    this.#means = means;
    this.#post = post;
    this.#files = trainingFiles(job.folder);
    this.#log = new LossLog(this.#files.losses);
    this.#toDisk = means.write ?? writeAtomically;
    this.#disk = new PatientDisk({
      hurry: this.#end.signal,
      retryMs: means.diskRetryMs,
      onWaiting: (waits) =>
        post({
          type: 'waiting',
          message: waits
            ? `The disk is full. The training waits, and goes on once there is room; its last checkpoint in ${job.folder} is whole.`
            : null,
        }),
    });
  }

  /** Pauses after the step that runs. */
  pause(): void {
    if (this.#wish === 'go') this.#wish = 'pause';
    this.#end.abort();
  }

  /** Ends after the step that runs, and keeps the style. */
  stop(): void {
    this.#wish = 'stop';
    this.#end.abort();
  }

  /** Trains; resolves after the last word, never rejects. */
  async run(): Promise<void> {
    try {
      await this.#train();
    } catch (error) {
      if (error instanceof NoRoom) {
        const { step } = this.#kept;
        const message = `The disk is full, so this training stands at step ${step}, where it was last saved. Make room, then go on from there.`;
        this.#post({ type: 'paused', step, message });
      } else this.#post({ type: 'failed', code: failureCode(error), message: sentence(error) });
    }
  }

  async #train(): Promise<void> {
    const lossNetwork = await this.#means.openLossNetwork(this.#job.lossNetwork);
    const found = await latestState(this.#files);
    const options = found?.state.options ?? this.#job.options;
    this.#kept.step = found?.state.step ?? 0;
    if (found?.damaged !== undefined) {
      this.#post({ type: 'notice', message: `The last checkpoint could not be read (${found.damaged}); the one before is used.` }); // prettier-ignore
    }
    const painting = toPlanes(await readPixels(this.#files.painting, options.paintingSize));
    const photos = await openPhotos({ folder: this.#files.photos, ...options });
    const paintingFile = await readFile(this.#files.painting);
    const parts = { lossNetwork, painting, paintingFile, photos };
    const { devices: ids, threads } = this.#job;
    const { openDevice } = this.#means;
    const notice = (message: string, device: string): void => this.#post({ type: 'notice', message, device });
    const line = new DeviceLine({ ids, threads, openDevice, notice });
    let state = found?.state;
    for (;;) {
      const device = await line.open();
      try {
        state ??= await this.#begin({ ...parts, device });
        return await this.#trainOn(device, state, parts);
      } catch (error) {
        // The state is whole: a step that failed changed nothing of it.
        line.leave(error, 'training');
      }
    }
  }

  /** A fresh state: from the nearest of the styles to start from, or from scratch. */
  async #begin(parts: RunParts): Promise<TrainingState> {
    const { options, starts } = this.#job;
    const candidates = await Promise.all(starts.map(async (name) => ({ name, bytes: await readFile(name) })));
    if (candidates.length === 0) return freshState(options);
    const { size } = options;
    const batch = await parts.photos.batch(0);
    const photo = { width: size, height: size, data: batch.slice(0, 3 * size * size) };
    const nearest =
      candidates.length === 1 ? candidates[0] : await nearestStyle({ ...parts, photo, options }, candidates);
    try {
      const state = freshState(options, nearest?.bytes);
      this.#start = nearest?.name;
      return state;
    } catch (error) {
      if (this.#job.mustStart) {
        throw new CheckpointError(`The style to go on from cannot be used: ${sentence(error)}. Train a new style instead.`); // prettier-ignore
      }
      // A style of another network: nothing of it can be used.
      return freshState(options);
    }
  }

  async #trainOn(device: Device, state: TrainingState, parts: Omit<RunParts, 'device'>): Promise<void> {
    const run = await TrainingRun.open(state, { device, ...parts });
    const face = await this.#faceOr(parts.photos.files[0]!);
    const preview = await openPreview(device, state.options.network, face, PREVIEW_EDGE);
    try {
      const start = this.#start === undefined ? {} : { start: this.#start };
      this.#post({ type: 'running', device: device.id, step: state.step, ...start });
      this.#beganAt = performance.now();
      await this.#steps({ run, preview });
      this.#tell(run);
      await this.#flush();
      await this.#lastWord({ run, preview }, parts.photos.unusable.size);
    } finally {
      await preview.release();
      await run.close();
    }
  }

  async #steps({ run, preview }: Loaded): Promise<void> {
    const { checkpointMs, previewMs, hurry, options } = this.#job;
    const pace = new Pace(hurry, options.steps);
    let checkpointAt = performance.now() + checkpointMs;
    let previewAt = performance.now() + Math.min(1500, previewMs);
    while (!run.finished && this.#wish === 'go') {
      const started = performance.now();
      const record = await run.advance();
      this.#log.add(record);
      this.#untold.push(record);
      const now = performance.now();
      this.#msPerStep = smooth(this.#msPerStep, now - started);
      const steps = pace.steps(now - started, run.state);
      if (steps !== run.state.options.steps) {
        run.plan(steps);
        this.#post({ type: 'steps', steps });
      }
      if (now - this.#toldAt >= TELL_MS) {
        this.#tell(run);
        await this.#flush();
      }
      if (now >= previewAt) {
        await this.#show(run, preview);
        previewAt = performance.now() + previewMs;
      }
      if (now >= checkpointAt) {
        await this.#keep(run).catch((error: unknown) => this.#keepLater(error));
        const took = performance.now() - now;
        checkpointAt = performance.now() + Math.max(checkpointMs, took / CHECKPOINT_SHARE);
      }
      // Messages are heard between steps only.
      await nextTurn();
    }
  }

  async #lastWord({ run, preview }: Loaded, unusable: number): Promise<void> {
    const { step } = run.state;
    await this.#keep(run, 'last');
    if (this.#wish === 'pause') {
      this.#post({ type: 'paused', step });
      return;
    }
    if (step === 0) {
      throw new NothingLearned(
        'No step was taken yet, so there is nothing to keep: let it train for a while.',
      );
    }
    await this.#show(run, preview);
    await this.#disk.write(() => this.#toDisk(this.#files.style, run.style(this.#job.credits)), 'last');
    this.#post({ type: 'done', step, losses: run.recentLosses(), unusable, spent: this.#spent(run) });
  }

  #spent({ waitedMs }: TrainingRun): Spent {
    return {
      ms: performance.now() - this.#beganAt,
      dataMs: waitedMs,
      checkpointMs: this.#kept.ms,
      checkpoints: this.#kept.count,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  }

  #tell(run: TrainingRun): void {
    const last = this.#untold.at(-1);
    if (!last) return;
    const { options } = run.state;
    const secondsLeft = ((options.steps - last.step) * this.#msPerStep) / 1000;
    this.#post({ type: 'progress', losses: this.#untold, msPerStep: this.#msPerStep, secondsLeft });
    this.#untold = [];
    this.#toldAt = performance.now();
  }

  async #keep(run: TrainingRun, last?: 'last'): Promise<void> {
    const began = performance.now();
    await this.#flush();
    const { step } = run.state;
    const bytes = run.checkpoint();
    await this.#disk.write(() => keepCheckpoint(this.#files, bytes, this.#toDisk), last);
    this.#kept = { ms: this.#kept.ms + performance.now() - began, count: this.#kept.count + 1, step };
    this.#post({ type: 'checkpoint', step });
  }

  /** A checkpoint on the way is no reason to end: the next one may succeed. That is told once. */
  #keepLater(error: unknown): void {
    const isDisk = error instanceof Error && 'syscall' in error;
    if (!isDisk) throw error;
    if (!this.#toldOfKeeping) {
      const message = `The training could not be saved just now (${error.message}); that is tried again, and it goes on.`;
      this.#post({ type: 'notice', message });
    }
    this.#toldOfKeeping = true;
  }

  async #show(run: TrainingRun, preview: Preview): Promise<void> {
    const { step, parameters } = run.state;
    const jpeg = await sharp(await preview.paint(parameters))
      .jpeg({ quality: 88 })
      .toBuffer();
    try {
      await this.#toDisk(this.#files.preview(step), jpeg);
      this.#post({ type: 'preview', step });
    } catch {
      // A preview that the disk has no room for is no loss.
    }
  }

  async #faceOr(photo: string): Promise<string> {
    return readFile(this.#files.face).then(() => this.#files.face, () => photo); // prettier-ignore
  }

  /** Losses wait in memory while the disk has no room for them. */
  async #flush(): Promise<void> {
    await this.#log.flush().catch(() => undefined);
  }
}

/** A running mean that forgets over some twenty steps. */
function smooth(mean: number, value: number): number {
  return mean === 0 ? value : mean + (value - mean) * 0.05;
}
