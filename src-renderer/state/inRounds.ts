/** Asking for a list that may be another at any time. */

/**
 * Makes a piece of work run once at a time. Whoever wants it while it is under way shares the next round, which
 * sees everything that was done before: an answer that comes late never takes the place of a newer one, and a burst of
 * news costs two rounds.
 */
export function inRounds(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return () => {
    if (next) return next;
    const begin = (): Promise<void> => {
      next = null;
      return work();
    };
    last = next = last.then(begin, begin);
    return next;
  };
}
