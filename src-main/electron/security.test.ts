import { describe, expect, it, vi } from 'vitest';
import { APP_ORIGIN, APP_URL, isOurUrl, isTrustedSender, lockNavigation } from './security.ts';
import { pageHeaders } from '../studio/pagePolicy.ts';
import { windowOptions } from './window.ts';

describe('our own URLs', () => {
  it.each([APP_URL, APP_ORIGIN, `${APP_ORIGIN}/`, `${APP_ORIGIN}/assets/a.js?x#y`])('%s is ours', (url) => {
    expect(isOurUrl(url)).toBe(true);
  });

  it.each([
    'https://pastiche/index.html',
    'app://other/index.html',
    'app://pastiche.example/index.html',
    'app://pastiche:80/index.html',
    'app://user@pastiche/index.html',
    'app:pastiche/index.html',
    'file:///index.html',
    'data:text/html,app://pastiche',
    'javascript:alert(1)',
    'about:blank',
    'null',
    '',
  ])('%s is not', (url) => {
    expect(isOurUrl(url)).toBe(false);
  });
});

describe('the sender of a message', () => {
  const ours = { id: 7 };
  const frame = { parent: null, origin: APP_ORIGIN, url: APP_URL };
  type Event = Parameters<typeof isTrustedSender>[0];
  const event = (change: object, sender = { id: 7 }): Event =>
    ({ sender, senderFrame: { ...frame, ...change } }) as unknown as Event;

  it("is trusted when it is our window's main frame showing our page", () => {
    expect(isTrustedSender(event({}), ours)).toBe(true);
  });

  it.each([
    ['a frame inside the page', event({ parent: frame })],
    ['another window', event({}, { id: 8 })],
    ['a page from elsewhere', event({ origin: 'https://example.com', url: 'https://example.com/' })],
    ['an opaque origin at our URL', event({ origin: 'null' })],
    ['a document of another URL with our origin', event({ url: 'about:blank' })],
    ['a frame that has gone', { ...event({}), senderFrame: null }],
  ])('%s is not trusted', (_who, from) => {
    expect(isTrustedSender(from, ours)).toBe(false);
  });

  it('is never trusted while there is no window', () => {
    expect(isTrustedSender(event({}), null)).toBe(false);
  });
});

describe('the navigation lock', () => {
  type Listener = (event: { url?: string; isMainFrame?: boolean; preventDefault(): void }) => void;
  const listeners = new Map<string, Listener>();
  let open: (() => { action: string }) | undefined;
  const contents = {
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    setWindowOpenHandler: (handler: () => { action: string }) => {
      open = handler;
    },
  };
  lockNavigation(contents as unknown as Parameters<typeof lockNavigation>[0]);

  function prevented(name: string, details: object): boolean {
    const listener = listeners.get(name);
    if (!listener) throw new Error(`nobody listens to ${name}`);
    const preventDefault = vi.fn();
    listener({ ...details, preventDefault });
    return preventDefault.mock.calls.length > 0;
  }

  it('lets the page reload', () => {
    expect(prevented('will-navigate', { url: APP_URL })).toBe(false);
    expect(prevented('will-frame-navigate', { url: APP_URL, isMainFrame: true })).toBe(false);
  });

  it.each([
    ['will-navigate', { url: 'https://example.com/' }],
    ['will-navigate', { url: 'file:///etc/passwd' }],
    ['will-frame-navigate', { url: 'https://example.com/', isMainFrame: true }],
    ['will-frame-navigate', { url: APP_URL, isMainFrame: false }],
    ['will-redirect', { url: APP_URL }],
    ['will-attach-webview', {}],
  ])('stops %s %o', (name, details) => {
    expect(prevented(name, details)).toBe(true);
  });

  it('opens no windows', () => {
    expect(open?.()).toEqual({ action: 'deny' });
  });
});

describe('the page', () => {
  const policy = new Map(
    pageHeaders()
      ['Content-Security-Policy']?.split('; ')
      .map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources] as const;
      }),
  );

  it('runs scripts and loads styles from its own files only', () => {
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('style-src')).toEqual(["'self'"]);
    expect(policy.get('connect-src')).toEqual(["'self'"]);
    expect([...policy.values()].flat().filter((source) => /unsafe|\*|http/.test(source))).toEqual([]);
  });

  it('is sandboxed, isolated and without Node, in every frame and worker', () => {
    expect(
      windowOptions({ preload: '/preload.cjs', icon: '/icon.png', developer: false, place: {} })
        .webPreferences,
    ).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      devTools: false,
    });
  });
});
