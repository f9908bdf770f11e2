import { describe, expect, it } from 'vitest';
import { isSecret, judgeRequest, judgeUpgrade, makeSecrets, type Visitor } from './guard.ts';

const port = 4242;
const secrets = makeSecrets();
const good: Visitor = {
  method: 'GET',
  url: '/',
  host: '127.0.0.1:4242',
  origin: undefined,
  cookie: `other=1; pastiche-4242=${secrets.session}`,
};
const page = (change: Partial<Visitor>) => judgeRequest({ ...good, ...change }, port, secrets);
const socket = (change: Partial<Visitor>) =>
  judgeUpgrade({ ...good, url: '/ws', origin: 'http://127.0.0.1:4242', ...change }, port, secrets);

it('makes secrets of 32 bytes that differ', () => {
  expect(secrets.token).toMatch(/^[\w-]{43}$/);
  expect(secrets.session).not.toBe(secrets.token);
  expect(makeSecrets().token).not.toBe(secrets.token);
});

it('compares secrets of any length', () => {
  expect(isSecret(secrets.token, secrets.token)).toBe(true);
  for (const guess of ['', 'x', secrets.token.slice(1), `${secrets.token}x`, secrets.session]) {
    expect(isSecret(guess, secrets.token)).toBe(false);
  }
});

describe('a request', () => {
  it('gets in with the cookie, or with the token', () => {
    expect(page({ url: '/a.js?x=1' })).toEqual({ allow: 'page', path: '/a.js' });
    expect(page({ host: 'localhost:4242' })).toEqual({ allow: 'page', path: '/' });
    expect(page({ url: `/?token=${secrets.token}`, cookie: undefined })).toMatchObject({ allow: 'enter' });
  });

  it('gets in with an invitation, which the token alone is given', () => {
    const invited = { ...secrets, invitations: new Set(['a', 'b']) };
    const ask = (token: string, more = '') =>
      judgeRequest({ ...good, url: `/?token=${token}${more}`, cookie: undefined }, port, invited);
    expect(ask('b')).toMatchObject({ allow: 'enter', invitation: 'b' });
    expect(ask('b', '&invite')).toMatchObject({ allow: 'enter', invitation: 'b' });
    expect(ask('c')).toMatchObject({ status: 403 });
    expect(ask(secrets.token)).not.toHaveProperty('invitation');
    expect(ask(secrets.token, '&invite')).toEqual({ allow: 'invite' });
    expect(ask(secrets.session, '&invite')).toMatchObject({ status: 403 });
  });

  it('gets in at the usual port of the web, which browsers do not name', () => {
    const visitor = { ...good, host: '127.0.0.1', cookie: `pastiche-80=${secrets.session}` };
    expect(judgeRequest(visitor, 80, secrets)).toEqual({ allow: 'page', path: '/' });
    const origin = 'http://127.0.0.1';
    expect(judgeUpgrade({ ...visitor, url: '/ws', origin }, 80, secrets)).toEqual({ allow: 'socket' });
    expect(judgeRequest({ ...visitor, host: 'evil.example' }, 80, secrets)).toMatchObject({ status: 403 });
  });

  it('does not with anything else', () => {
    const refused: [Partial<Visitor>, number][] = [
      [{ cookie: undefined }, 403],
      [{ cookie: `pastiche-4242=${secrets.token}` }, 403],
      [{ cookie: `pastiche-4243=${secrets.session}` }, 403],
      [{ url: `/?token=${secrets.session}` }, 403],
      [{ url: `/a.js?token=${secrets.token}`, cookie: undefined }, 403],
      [{ host: undefined }, 403],
      [{ host: '127.0.0.1' }, 403],
      [{ host: '127.0.0.1:4243' }, 403],
      [{ host: '127.0.0.1.evil.example:4242' }, 403],
      [{ host: '[::1]:4242' }, 403],
      [{ method: 'POST' }, 405],
      [{ method: 'OPTIONS' }, 405],
      [{ url: '//evil.example/' }, 400],
      [{ url: 'http://evil.example/' }, 400],
    ];
    for (const [change, status] of refused) {
      expect([change, page(change)]).toMatchObject([change, { allow: false, status }]);
    }
  });
});

describe('a WebSocket', () => {
  it('opens for our own page', () => {
    expect(socket({})).toEqual({ allow: 'socket' });
    expect(socket({ host: 'localhost:4242', origin: 'http://localhost:4242' })).toEqual({ allow: 'socket' });
  });

  it('opens for nobody else', () => {
    const origins = [
      undefined,
      'null',
      '',
      'https://127.0.0.1:4242',
      'http://127.0.0.1:4243',
      'http://evil.example',
    ];
    for (const origin of origins) expect(socket({ origin })).toMatchObject({ allow: false, status: 403 });
    expect(socket({ origin: 'http://localhost:4242' })).toMatchObject({ allow: false });
    expect(socket({ cookie: undefined })).toMatchObject({ allow: false, status: 403 });
    expect(socket({ host: 'evil.example:4242', origin: 'http://evil.example:4242' })).toMatchObject({
      allow: false,
    });
    expect(socket({ url: '/' })).toMatchObject({ allow: false, status: 404 });
    // The token opens the page; what the page then opens needs the cookie.
    expect(socket({ cookie: undefined, url: `/ws?token=${secrets.token}` })).toMatchObject({ allow: false });
  });
});
