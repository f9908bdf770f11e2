/** Hearing messages between parts of work that each block the thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets messages come in. Rejects with the signal's reason once one of them, or an earlier one, wished for the end. */
export async function heed(end: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  end?.throwIfAborted();
}
