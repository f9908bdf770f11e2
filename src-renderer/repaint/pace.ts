/** How long a piece of work will still take, from how far it has come. */

const LEAST_MS = 2000;
const LEAST_PART = 0.02;

/** Seconds left when so much is done, of which `from` was done before the clock began; null while it is too early to say. */
export function secondsLeft(elapsedMs: number, part: number, from = 0): number | null {
  const done = part - from;
  if (elapsedMs < LEAST_MS || done < LEAST_PART) return null;
  return Math.max(0, Math.round((elapsedMs * (1 - part)) / done / 1000));
}

/** Times are told coarsely, so that they do not jump about: five seconds, or ten, or a whole minute. */
export function coarse(seconds: number): number {
  if (seconds < 60) return Math.max(5, Math.ceil(seconds / 5) * 5);
  return Math.ceil(seconds / 60) * 60;
}
