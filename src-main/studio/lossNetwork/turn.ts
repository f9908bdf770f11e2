/** Where several of us share a data folder, a file is fetched by one, and the others wait for it. */
import { randomBytes } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { claimFile, type IsGone, releaseFile, whatIsSaid } from '../claimFile.ts';
import { isOther } from '../owners.ts';

/** How a turn is waited for. */
export interface TurnOptions {
  readonly signal: AbortSignal;
  /** Another one fetches the file, still, of which so many bytes are there. */
  onWait(bytes: number): void;
  /** How often the others' lock is looked at; shorter in tests. */
  readonly lookMs?: number;
  /** How often who has the turn says so; more often in tests. */
  readonly beatMs?: number;
}

const LOOK_MS = 500;
/** Who has the turn says so this often, and is gone who has not for so many looks. A sleeping machine does not look. */
const BEAT_MS = 5000;
const SILENT_LOOKS = 60;

/**
 * Works on a file as the only one of us. Rejects with the signal's reason where that is not waited for any longer.
 * @param work stops when its first signal says so. The second says that the turn is lost: the process had stood still, and another
 *   took it for gone, whose the file is now. Then it is begun once more, in the next turn.
 */
export async function inTurn<T>(
  file: string,
  options: TurnOptions,
  work: (signal: AbortSignal, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const lock = `${file}.lock`;
  const mine = `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`;
  const isGone = judge();
  for (;;) {
    let turn: Turn;
    while ((turn = await ask(lock, mine, isGone)) === 'theirs') {
      options.onWait((await stat(file).catch(() => undefined))?.size ?? 0);
      await pause(options.lookMs ?? LOOK_MS, undefined, { signal: options.signal });
    }
    const lost = new AbortController();
    // One that is not there any more was another's, who is done; unless there never was one.
    const ours = turn === 'ours' ? [mine] : [mine, undefined];
    const beat = setInterval(() => {
      void goesOn(lock, ours).then((goes) => goes || lost.abort());
    }, options.beatMs ?? BEAT_MS).unref();
    try {
      return await work(AbortSignal.any([options.signal, lost.signal]), lost.signal);
    } catch (error) {
      if (!lost.signal.aborted || options.signal.aborted) throw error;
    } finally {
      clearInterval(beat);
      await releaseFile(lock, mine, isGone);
    }
  }
}

/** Says that we are at it; whether we are still those who should be. Never rejects. */
async function goesOn(lock: string, ours: readonly (string | undefined)[]): Promise<boolean> {
  try {
    if (!ours.includes(await whatIsSaid(lock))) return false;
  } catch {
    // A disk that is away for a moment says nothing of whose it is.
    return true;
  }
  const now = new Date();
  await utimes(lock, now, now).catch(() => undefined);
  return true;
}

/** Whose turn it is, where the disk takes a lock. */
type Turn = 'ours' | 'theirs' | 'unlocked';

async function ask(lock: string, mine: string, isGone: IsGone): Promise<Turn> {
  try {
    return (await claimFile(lock, mine, isGone)) === undefined ? 'ours' : 'theirs';
  } catch {
    // Such a disk does not take the file either, and says why.
    return 'unlocked';
  }
}

/** Who has the turn and ended is gone; of another machine, or where the number is another program's, who is silent. */
function judge(): IsGone {
  const seen = new Map<string, { beat: number; looks: number }>();
  return async (said, lock) => {
    const [host, pid] = said.split(' ');
    if (host === hostname() && !isOther(Number(pid))) return true;
    const beat = (await stat(lock).catch(() => undefined))?.mtimeMs ?? NaN;
    const last = seen.get(lock);
    const looks = beat === last?.beat ? last.looks + 1 : 0;
    seen.set(lock, { beat, looks });
    return looks > SILENT_LOOKS;
  };
}
