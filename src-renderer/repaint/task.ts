/** What repainting one file needs, and how it ends. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Args, ErrorCode, EventData, EventName, RecordingQuality, Reply } from '../bridge/contract.ts';
import type { EncoderName } from '../recorder/format.ts';
import type { OutboxError } from '../recorder/outbox.ts';
import { t } from '../language/language.svelte.ts';
import type { FilmTrouble } from './messages.ts';

/** How a file is to be painted, as the contract has it. */
export type Look = Args<'repaint.begin'>['look'];

/** One file to repaint. */
export interface TaskOptions {
  readonly bridge: Pick<Bridge, 'request' | 'on' | 'onStatus'>;
  readonly file: File;
  readonly look: Look;
  readonly quality: RecordingQuality;
  readonly signal: AbortSignal;
  /** Encoders that failed over this file; the task adds to them, and tries no more of them. */
  readonly failed: Set<EncoderName>;
  /** How much is done, from 0 to 1; null where that is not known. */
  progress(part: number | null, step: 'reading' | 'painting' | 'finishing'): void;
  /** Something about the result that the person should know: it lacks its sound, or it is only a part. */
  remark(what: 'silent' | 'part'): void;
}

/** Why a file is not repainted: the contract's reason, or one that is found here. */
export type TaskCode = ErrorCode | FilmTrouble | OutboxError['code'] | 'empty' | 'heic';

/** Why a file was not repainted. */
export class TaskError extends Error {
  readonly code: TaskCode;

  constructor(code: TaskCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Thrown by a task that was cancelled. */
export class Cancelled extends Error {}

/** How a request or a job of the main side's ended. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; code: TaskCode; message: string };

/** The value of a reply. @throws {TaskError} where it is a refusal. */
export function valueOf<T>(reply: Outcome<T>): T {
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

/**
 * Begins a job whose end the main side tells by an event, and waits for it. `read` makes an outcome of the
 * event; null where it tells of another job. @throws {TaskError} where the job fails, is refused, or the line
 * is cut: its end may be told while nobody listens.
 */
export async function endOf<E extends EventName, T>(
  bridge: Pick<Bridge, 'on' | 'onStatus'>,
  event: E,
  begin: () => Promise<Reply<unknown>>,
  read: (news: EventData<E>) => Outcome<T> | null,
): Promise<T> {
  const stops: (() => void)[] = [];
  try {
    return valueOf(
      await new Promise<Outcome<T>>((resolve, reject) => {
        stops.push(
          bridge.on(event, (news) => {
            const outcome = read(news);
            if (outcome) resolve(outcome);
          }),
          bridge.onStatus((status) => {
            if (status !== 'connected')
              resolve({ ok: false, code: 'unavailable', message: t('bridge.lost') });
          }),
        );
        begin().then((reply) => {
          if (!reply.ok) resolve(reply);
        }, reject);
      }),
    );
  } finally {
    for (const stop of stops) stop();
  }
}
