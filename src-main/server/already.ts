/** Another browser shell on the same data folder. */
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { INVITE } from './guard.ts';

const WAIT_MS = 2000;

/**
 * Asks the Pastiche that left this address, which carries its key, for one that lets a browser in: undefined where it
 * does not answer there any more. The address comes from a file, so nothing but our own loopback is ever asked.
 */
export function invitedBy(address: string): Promise<string | undefined> {
  if (!URL.canParse(address)) return Promise.resolve(undefined);
  const url = new URL(address);
  if (url.protocol !== 'http:' || url.hostname !== '127.0.0.1') return Promise.resolve(undefined);
  const { origin } = url;
  url.searchParams.set(INVITE, '');
  return new Promise((resolve) => {
    const nothing = (): void => resolve(undefined);
    const request = get(url, { timeout: WAIT_MS }, (response) => {
      // One of an earlier version sends on who brings its key.
      const { statusCode } = response;
      text(response).then(
        (said) => resolve(statusCode === 303 ? address : invitationIn(said, statusCode, origin)),
        nothing,
      );
    });
    request.on('timeout', () => request.destroy());
    request.on('error', nothing);
  });
}

function invitationIn(said: string, status: number | undefined, origin: string): string | undefined {
  const invitation = said.trim();
  return status === 200 && invitation.startsWith(`${origin}/?token=`) ? invitation : undefined;
}
