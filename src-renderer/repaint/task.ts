/** What repainting one file needs, and how it ends. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Args, RecordingQuality, Reply } from '../bridge/contract.ts';

/** How a file is to be painted, as the contract has it. */
export type Look = Args<'repaint.begin'>['look'];

/** One file to repaint. */
export interface TaskOptions {
  readonly bridge: Pick<Bridge, 'request' | 'on' | 'onStatus'>;
  readonly file: File;
  readonly look: Look;
  readonly quality: RecordingQuality;
  readonly signal: AbortSignal;
  /** How much is done, from 0 to 1; null where that is not known. */
  progress(part: number | null, step: 'reading' | 'painting' | 'finishing'): void;
  /** Something about the result that the person should know. */
  remark(what: 'silent'): void;
}

/** Why a file was not repainted. `code` is the contract's, or one of the film's troubles. */
export class TaskError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Thrown by a task that was cancelled. */
export class Cancelled extends Error {}

/** The value of a reply. @throws {TaskError} where it is a refusal. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new TaskError(reply.code, reply.message);
}

/** Rejects when a task is cancelled, so that nothing waits for ever. */
export function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(new Cancelled());
    signal.addEventListener('abort', () => reject(new Cancelled()), { once: true });
  });
}
