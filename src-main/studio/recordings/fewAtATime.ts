/** Work on many files, a few at a time. */

/** Of Node's four threads for files, a drive that hangs leaves two to all else. */
const AT_A_TIME = 2;

/** What some work gives for each, in their order; `onRound` is called whenever some of it is done. */
export async function fewAtATime<T, R>(
  all: readonly T[],
  work: (each: T) => Promise<R>,
  onRound: () => void = () => undefined,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += AT_A_TIME) {
    results.push(...(await Promise.all(all.slice(at, at + AT_A_TIME).map(work))));
    onRound();
  }
  return results;
}
