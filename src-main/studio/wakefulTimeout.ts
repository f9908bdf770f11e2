/** Waiting for a page, on a machine that may sleep. */

/** A timer that comes this late slept, with the machine. */
const LATE_MS = 5000;

/**
 * `setTimeout` that tells whether the machine slept meanwhile: whoever is waited for slept, too, and is to have the
 * same time once more.
 */
export function wakefulTimeout(ms: number, done: (slept: boolean) => void): NodeJS.Timeout {
  const since = performance.now();
  return setTimeout(() => done(performance.now() - since > ms + LATE_MS), ms);
}
