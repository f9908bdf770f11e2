/** What the commands share: errors a person can use, progress on a line or as JSON. */
import type { LossRecord } from '../../src-main/train/options.ts';

/** An error whose message is all a person needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ends the command with a message. */
export function fail(message: string): never {
  throw new UsageError(message);
}

/** Runs a command: exit code 0 only on success, errors in one line (in full with PASTICHE_DEBUG). */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(
      error instanceof Error && process.env['PASTICHE_DEBUG'] === undefined ? error.message : error,
    );
    process.exitCode = 1;
  }
}

/**
 * Aborted once the command is asked to end: by Ctrl-C, by another program, by its terminal's closing, or because nobody
 * reads what it says any more. A second Ctrl-C ends it at once.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  // These may come twice: to all processes of a group, and from the one that started this.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', end);
  return stop.signal;
}

/** Tells how a training or a sketch goes. */
export interface ProgressReporter {
  /** `left`: seconds, `of`: steps in all, where the caller learns them on the way. */
  step(losses: LossRecord, known?: { left: number; of: number }): void;
  event(value: Record<string, unknown>): void;
  done(value: Record<string, unknown>): void;
}

/** Reports as one JSON object per line on stdout, or as a line that is rewritten on stderr. */
export function progressReporter(
  json: boolean,
  from: number,
  steps: number,
  unit: 'step' | 'iteration' = 'step',
): ProgressReporter {
  const started = performance.now();
  const live = process.stderr.isTTY;
  const clear = (): void => {
    if (live) process.stderr.write('\r\x1b[K');
  };
  const print = (value: Record<string, unknown>): void => {
    if (json) console.log(JSON.stringify(value));
  };
  return {
    step({ step, ...losses }, known) {
      const msPerStep = (performance.now() - started) / (step - from);
      const of = known?.of ?? steps;
      const secondsLeft = Math.round(known?.left ?? ((of - step) * msPerStep) / 1000);
      print({ event: unit, [unit]: step, ...losses, msPerStep, secondsLeft });
      if (json || (!live && step % 50 !== 0)) return;
      clear();
      const text = `${unit} ${step}/${of}  content ${losses.content.toFixed(3)}  style ${losses.style.toFixed(4)}  tv ${losses.tv.toFixed(1)}  ${msPerStep.toFixed(0)} ms/${unit}  ${duration(secondsLeft)} left`;
      process.stderr.write(live ? text : `${text}\n`);
    },
    event: print,
    done(value) {
      clear();
      print(value);
      if (!json) console.log(`${String(value['file'])} after ${String(value[`${unit}s`])} ${unit}s`);
    },
  };
}

/** Seconds as 1:02:03 or 2:03. */
export function duration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
