/** One training in its process: from a job to a style, with losses, previews and checkpoints on the way. */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSharp } from '../process/lazy.ts';
import type { LossNetwork } from '../nets/index.ts';
import type { Device } from '../runtime/types.ts';
import { writeAtomically } from './atomicWrite.ts';
import { begin, openPictures } from './beginning.ts';
import type { TrainingState } from './checkpoint.ts';
import { DeviceLine } from './deviceLine.ts';
import { failureCode, NothingLearned, sentence } from './failure.ts';
import { keepCheckpoint, takeUpState, trainingFiles, type TrainingFiles } from './folder.ts';
import { heed } from './heed.ts';
import { Pace } from './hurry.ts';
import { LossLog } from './lossHistory.ts';
import type { LossRecord } from './options.ts';
import { NoRoom, PatientDisk } from './patientDisk.ts';
import { openPreview, type Preview } from './preview.ts';
import type { FromTrain, Job, Spent } from './protocol.ts';
import { checkpointOf, recentLosses, styleOf, TrainingRun, type RunParts } from './trainer.ts';

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
  /** The training as it is; undefined until it is known what it begins with. */
  #state: TrainingState | undefined;
  /** The style that it began with. */
  #start: string | undefined;
  #untold: LossRecord[] = [];
  #msPerStep = 0;
  #toldAt = 0;
  /** Infinity: not yet. */
  #beganAt = Infinity;
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

  /** Pauses after the step that runs, or the part of the beginning. */
  pause(): void {
    if (this.#wish === 'go') this.#wish = 'pause';
    this.#end.abort();
  }

  /** Ends after the step that runs, or the part of the beginning, and keeps the style. */
  stop(): void {
    this.#wish = 'stop';
    this.#end.abort();
  }

  /** Trains; resolves after the last word, never rejects. */
  async run(): Promise<void> {
    try {
      await this.#train().catch((error: unknown) => this.#leave(error));
    } catch (error) {
      if (error instanceof NoRoom) {
        const { step } = this.#kept;
        const message = `The disk is full, so this training stopped at step ${step}, where it was last saved. Make room, then go on from there.`;
        return this.#post({ type: 'paused', step, message });
      }
      const code = failureCode(error);
      // What went astray takes no good checkpoint's place; and the failure is told, not that it cannot be saved.
      if (code !== 'diverged') await this.#keepRest().catch(() => undefined);
      this.#post({ type: 'failed', code, message: sentence(error) });
    }
  }

  async #train(): Promise<void> {
    const lossNetwork = await this.#means.openLossNetwork(this.#job.lossNetwork);
    const found = await takeUpState(this.#files);
    const options = found?.state.options ?? this.#job.options;
    this.#kept.step = found?.state.step ?? 0;
    if (found?.damaged) {
      this.#post({ type: 'notice', message: 'The last checkpoint is damaged; the one before is used.' });
    }
    this.#state = found?.state;
    const end = this.#end.signal;
    const parts = { lossNetwork, ...(await openPictures(this.#files, options, end)), end };
    const { devices: ids, threads } = this.#job;
    const { openDevice } = this.#means;
    const notice = (message: string, device: string): void => this.#post({ type: 'notice', message, device });
    const line = new DeviceLine({ ids, threads, openDevice, notice });
    for (;;) {
      await heed(end);
      const device = await line.open();
      try {
        const targets = this.#state ? undefined : await this.#begin({ ...parts, device });
        return await this.#trainOn(this.#state!, { ...parts, device, targets });
      } catch (error) {
        // The state is whole: a step that failed changed nothing of it.
        line.leave(error, 'training');
      }
    }
  }

  /** Gives the painting's Gram matrices where they were measured for it. */
  async #begin(parts: RunParts): Promise<RunParts['targets']> {
    const { state, start, targets } = await begin(this.#job, parts);
    [this.#state, this.#start] = [state, start];
    return targets;
  }

  async #trainOn(state: TrainingState, parts: RunParts): Promise<void> {
    const { device } = parts;
    const run = await TrainingRun.open(state, parts);
    try {
      await heed(parts.end);
      const face = await this.#faceOr(parts.photos.files[0]!);
      const preview = await openPreview(device, state.options.network, face, PREVIEW_EDGE);
      try {
        const start = this.#start === undefined ? {} : { start: this.#start };
        this.#post({ type: 'running', device: device.id, step: state.step, ...start });
        this.#beganAt = performance.now();
        await this.#steps({ run, preview });
        this.#tell(state);
        await this.#keep(state, 'last');
        await this.#lastWord(state, { run, preview }, parts.photos.unusable.size);
      } finally {
        await preview.release();
      }
    } finally {
      await run.close();
    }
  }

  /** Ends in the midst of the beginning, if that is what was wished for: nothing was learned since. */
  async #leave(error: unknown): Promise<void> {
    if (error !== this.#end.signal.reason) throw error;
    await this.#keepRest();
    await this.#lastWord(this.#state);
  }

  /** A device that failed got further than the last checkpoint, and its last step changed nothing. */
  async #keepRest(): Promise<void> {
    const state = this.#state;
    if (!state || state.step <= this.#kept.step) return;
    this.#tell(state);
    await this.#keep(state, 'last');
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
      this.#msPerStep = run.msPerStep;
      const steps = pace.steps(now - started, run.state);
      if (steps !== run.state.options.steps) {
        run.plan(steps);
        this.#post({ type: 'steps', steps });
      }
      if (now - this.#toldAt >= TELL_MS) {
        this.#tell(run.state);
        await this.#flush();
      }
      if (now >= previewAt) {
        await this.#show(run.state, preview);
        previewAt = performance.now() + previewMs;
      }
      if (now >= checkpointAt) {
        await this.#keep(run.state).catch((error: unknown) => this.#keepLater(error));
        const took = performance.now() - now;
        checkpointAt = performance.now() + Math.max(checkpointMs, took / CHECKPOINT_SHARE);
      }
      // Messages are heard between steps only.
      await nextTurn();
    }
  }

  async #lastWord(state: TrainingState | undefined, loaded?: Loaded, unusable = 0): Promise<void> {
    const step = state?.step ?? 0;
    if (this.#wish === 'pause') return this.#post({ type: 'paused', step });
    if (!state || step === 0) {
      throw new NothingLearned(
        'No step was taken yet, so there is nothing to keep: let it train for a while.',
      );
    }
    if (loaded) await this.#show(state, loaded.preview);
    await this.#disk.write(() => this.#toDisk(this.#files.style, styleOf(state, this.#job.credits)), 'last');
    const spent = this.#spent(loaded?.run.waitedMs ?? 0);
    this.#post({ type: 'done', step, losses: recentLosses(state), unusable, spent });
  }

  #spent(dataMs: number): Spent {
    return {
      ms: Math.max(0, performance.now() - this.#beganAt),
      dataMs,
      checkpointMs: this.#kept.ms,
      checkpoints: this.#kept.count,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  }

  #tell({ options }: TrainingState): void {
    const last = this.#untold.at(-1);
    if (!last) return;
    const secondsLeft = ((options.steps - last.step) * this.#msPerStep) / 1000;
    this.#post({ type: 'progress', losses: this.#untold, msPerStep: this.#msPerStep, secondsLeft });
    this.#untold = [];
    this.#toldAt = performance.now();
  }

  async #keep(state: TrainingState, last?: 'last'): Promise<void> {
    const began = performance.now();
    await this.#flush();
    const { step } = state;
    const bytes = checkpointOf(state);
    await this.#disk.write(() => keepCheckpoint(this.#files, bytes, this.#toDisk), last);
    this.#kept = { ms: this.#kept.ms + performance.now() - began, count: this.#kept.count + 1, step };
    this.#post({ type: 'checkpoint', step });
  }

  /** A checkpoint on the way is no reason to end: the next one may succeed. That is told once. */
  #keepLater(error: unknown): void {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    if (!this.#toldOfKeeping) {
      const message = `The training could not be saved just now (${error.message}). It goes on, and saving is tried again.`;
      this.#post({ type: 'notice', message });
    }
    this.#toldOfKeeping = true;
  }

  async #show({ step, parameters }: TrainingState, preview: Preview): Promise<void> {
    const sharp = await loadSharp();
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
