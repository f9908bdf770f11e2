/** Opens workers that encode and decode. */

/** What such a worker is for. */
export type MediaWork = 'record' | 'film' | 'loop';

/** A worker; whoever opens it ends it. */
export function openMediaWorker(work: MediaWork): Worker {
  return new Worker(new URL('./media.worker.ts', import.meta.url), { type: 'module', name: work });
}
