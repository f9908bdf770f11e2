/** Work that gives something better and better: what was there when it failed is not lost. */

/** What was given last, and what ended it before its time. */
export interface AsFar<T> {
  readonly last: T | undefined;
  readonly failure: unknown;
}

/**
 * Takes what work gives, each time after `seen`, until it ends, fails or is no longer wanted.
 * @throws whatever it failed with before it gave anything.
 */
export async function asFarAsItGoes<T>(
  work: AsyncIterable<T>,
  seen: (value: T) => void,
  stop: AbortSignal,
): Promise<AsFar<T>> {
  let last: T | undefined;
  try {
    for await (const value of work) {
      seen(value);
      last = value;
      if (stop.aborted) break;
    }
  } catch (failure) {
    if (last === undefined) throw failure;
    return { last, failure };
  }
  return { last, failure: undefined };
}
