/** Another browser shell on the same data folder. */
import { get } from 'node:http';
import { INVITE } from './guard.ts';

const WAIT_MS = 2000;
/** An invitation is much shorter. */
const MOST_SAID = 1024;

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
    // Whoever has the port now may answer without an end: nothing is waited for longer, nor more of it taken.
    const done = (invitation?: string): void => {
      clearTimeout(deadline);
      resolve(invitation);
      request.destroy();
    };
    const deadline = setTimeout(done, WAIT_MS);
    const request = get(url, (response) => {
      // One of an earlier version sends on who brings its key.
      if (response.statusCode !== 200) return done(response.statusCode === 303 ? address : undefined);
      let said = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        said += piece;
        if (said.length > MOST_SAID) done();
      });
      response.on('end', () => done(invitationIn(said, origin)));
    });
    request.on('error', () => done());
    request.on('close', () => done());
  });
}

function invitationIn(said: string, origin: string): string | undefined {
  const invitation = said.trim();
  return invitation.startsWith(`${origin}/?token=`) ? invitation : undefined;
}
