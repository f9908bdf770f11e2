/** One training process: from a job to its last word, whatever happens to the process. */
import { FromTrain, type Job, type SpawnTrain, type TrainChild } from '../../train/protocol.ts';

/** The last that is heard of a run. `died`: its process ended without a last word. */
export type LastWord = Extract<FromTrain, { type: 'paused' | 'done' | 'failed' }> | { type: 'died' };

/** What a runner tells. */
export interface RunnerEvents {
  /** Everything but the last word. */
  onMessage(message: Exclude<FromTrain, { type: 'paused' | 'done' | 'failed' }>): void;
  onEnd(word: LastWord): void;
}

/** A run in progress. */
export class TrainingRunner {
  readonly #child: TrainChild;
  readonly #events: RunnerEvents;
  #word: LastWord | undefined;
  /** It has come to its steps: before, there is nothing that is not on disk. */
  #begun = false;
  #ended: Promise<void>;

  constructor(spawn: SpawnTrain, job: Job, events: RunnerEvents) {
    this.#events = events;
    this.#child = spawn();
    this.#child.onMessage((data) => this.#hear(data));
    this.#ended = new Promise((resolve) => this.#child.onExit(resolve));
    void this.#ended.then(() => events.onEnd(this.#word ?? { type: 'died' }));
    this.#child.send({ type: 'start', job });
  }

  /** The process's id; undefined until it runs. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks for a checkpoint and the end. */
  pause(): void {
    this.#child.send({ type: 'pause' });
  }

  /** Asks for the style as it is, and the end. */
  finish(): void {
    this.#child.send({ type: 'stop' });
  }

  /** Ends the process; with `graceMs` it may write a checkpoint first, if it has anything to write. */
  async close(graceMs = 0): Promise<void> {
    if (graceMs > 0 && this.#begun) {
      this.pause();
      await Promise.race([this.#ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
    }
    this.#child.kill();
    await this.#ended;
  }

  #hear(data: unknown): void {
    const parsed = FromTrain.safeParse(data);
    // A process that talks nonsense is broken; its checkpoint is what goes on.
    if (!parsed.success) return this.#child.kill();
    const message = parsed.data;
    if (message.type === 'running') this.#begun = true;
    if (message.type === 'paused' || message.type === 'done' || message.type === 'failed') {
      this.#word = message;
      // It has nothing more to do, and waits for this where it cannot know that its last word was heard.
      this.#child.kill();
    } else if (!this.#word) {
      this.#events.onMessage(message);
    }
  }
}
