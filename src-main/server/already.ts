/** Another browser shell on the same data folder. */
import { get } from 'node:http';

const WAIT_MS = 2000;

/**
 * Whether the Pastiche that left this address still answers there: it sends on who brings its key. The
 * address comes from a file, so nothing but our own loopback is ever asked.
 */
export function answers(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return Promise.resolve(false);
  const url = new URL(address);
  if (url.protocol !== 'http:' || url.hostname !== '127.0.0.1') return Promise.resolve(false);
  return new Promise((resolve) => {
    const request = get(url, { timeout: WAIT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 303);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
