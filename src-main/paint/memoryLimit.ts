/** A bound on this process's memory, where the operating system offers none that every platform has. */
import { Worker } from 'node:worker_threads';

/**
 * Ends this process when it takes more memory than so many bytes. Watched from a thread of its own: the
 * one that runs a network is blocked for as long as that takes.
 */
export function limitMemory(bytes: number): void {
  const code = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
    }, 20);`;
  new Worker(code, { eval: true, workerData: bytes }).unref();
}
