import { describe, expect, it, vi } from 'vitest';
import { allowsCheck, allowsRequest, askSystem, guardPermissions } from './permissions.ts';
import { APP_ORIGIN, APP_URL } from './security.ts';

const page = { isMainFrame: true, requestingUrl: APP_URL };
const camera = { ...page, securityOrigin: `${APP_ORIGIN}/`, mediaTypes: ['video' as const] };

describe('a permission request', () => {
  it.each([
    ['the camera', camera],
    ['the microphone', { ...camera, mediaTypes: ['audio' as const] }],
    ['both', { ...camera, mediaTypes: ['video' as const, 'audio' as const] }],
  ])('for %s by our page is granted', (_what, details) => {
    expect(allowsRequest('media', details)).toBe(true);
  });

  it('for full screen by our page is granted, and by no other', () => {
    expect(allowsRequest('fullscreen', page)).toBe(true);
    expect(allowsRequest('fullscreen', { ...page, requestingUrl: 'https://example.com/' })).toBe(false);
  });

  it('for putting a snapshot onto the clipboard is granted to our page, and to nothing in it', () => {
    expect(allowsRequest('clipboard-sanitized-write', page)).toBe(true);
    expect(allowsRequest('clipboard-sanitized-write', { ...page, isMainFrame: false })).toBe(false);
    const other = { ...page, requestingUrl: 'https://example.com/' };
    expect(allowsRequest('clipboard-sanitized-write', other)).toBe(false);
  });

  it.each([
    ['reading the clipboard', 'clipboard-read', page],
    ['media of another kind', 'media', { ...camera, mediaTypes: ['video' as const, 'smell' as 'audio'] }],
    ['media of no kind', 'media', { ...camera, mediaTypes: [] }],
    ['media of a kind not told', 'media', page],
    ['the camera by a sub-frame', 'media', { ...camera, isMainFrame: false }],
    ['the camera by another origin', 'media', { ...camera, securityOrigin: 'https://example.com/' }],
    ['the camera by another page', 'media', { ...camera, requestingUrl: 'https://example.com/' }],
    ['the screen', 'display-capture', camera],
    ['the location', 'geolocation', page],
    ['opening a program', 'openExternal', page],
    ['something unknown', 'constructor', camera],
  ])('for %s is refused', (_what, permission, details) => {
    expect(allowsRequest(permission, details)).toBe(false);
  });
});

describe('a permission check', () => {
  const details = { ...page, securityOrigin: `${APP_ORIGIN}/`, mediaType: 'video' as const };

  it('for camera and microphone by our page passes', () => {
    expect(allowsCheck('media', `${APP_ORIGIN}/`, details)).toBe(true);
    expect(allowsCheck('media', `${APP_ORIGIN}/`, { ...details, mediaType: 'audio' })).toBe(true);
  });

  it('for media in general, which comes before that for a kind, passes for our page', () => {
    expect(allowsCheck('media', `${APP_ORIGIN}/`, page)).toBe(true);
  });

  it('for putting a snapshot onto the clipboard passes for our page, and for nothing in it', () => {
    expect(allowsCheck('clipboard-sanitized-write', APP_ORIGIN, page)).toBe(true);
    const inside = { ...page, isMainFrame: false };
    expect(allowsCheck('clipboard-sanitized-write', APP_ORIGIN, inside)).toBe(false);
    expect(allowsCheck('clipboard-sanitized-write', 'https://example.com/', page)).toBe(false);
  });

  it.each([
    ['a frame inside the page', 'media', APP_ORIGIN, { ...details, isMainFrame: false }],
    ['media of an unknown kind', 'media', APP_ORIGIN, { ...details, mediaType: 'unknown' as const }],
    ['media in general of a frame inside the page', 'media', APP_ORIGIN, { ...page, isMainFrame: false }],
    ['media in general of another origin', 'media', 'https://example.com/', page],
    ['another origin', 'media', 'https://example.com/', details],
    ['no origin', 'media', '', details],
    [
      'a frame inside another origin',
      'media',
      APP_ORIGIN,
      { ...details, embeddingOrigin: 'https://example.com' },
    ],
    ['the clipboard', 'clipboard-read', APP_ORIGIN, details],
  ])('for %s fails', (_what, permission, origin, asked) => {
    expect(allowsCheck(permission, origin, asked)).toBe(false);
  });
});

describe("the operating system's say", () => {
  const preferences = (status: 'granted' | 'denied' | 'not-determined', answer: boolean) => ({
    getMediaAccessStatus: vi.fn(() => status),
    askForMediaAccess: vi.fn((_device: 'camera' | 'microphone') => Promise.resolve(answer)),
  });

  it('is asked for on macOS only', async () => {
    const asked = preferences('not-determined', false);
    expect(await askSystem('linux', asked, ['video'])).toBe(true);
    expect(await askSystem('win32', asked, ['video'])).toBe(true);
    expect(asked.askForMediaAccess).not.toHaveBeenCalled();
    expect(await askSystem('darwin', asked, ['video'])).toBe(false);
    expect(asked.askForMediaAccess).toHaveBeenCalledExactlyOnceWith('camera');
  });

  it('is asked for each kind that is needed, and no other', async () => {
    const asked = preferences('not-determined', true);
    expect(await askSystem('darwin', asked, ['video', 'audio'])).toBe(true);
    expect(asked.askForMediaAccess.mock.calls).toEqual([['camera'], ['microphone']]);
    asked.askForMediaAccess.mockClear();
    await askSystem('darwin', asked, ['audio']);
    expect(asked.askForMediaAccess.mock.calls).toEqual([['microphone']]);
  });

  it('is not asked for again once given', async () => {
    const asked = preferences('granted', false);
    expect(await askSystem('darwin', asked, ['video', 'audio'])).toBe(true);
    expect(asked.askForMediaAccess).not.toHaveBeenCalled();
  });
});

describe('the handlers on a session', () => {
  type Request = (
    contents: unknown,
    permission: string,
    callback: (granted: boolean) => void,
    details: object,
  ) => void;

  function guard(system: (types: readonly string[]) => Promise<boolean>) {
    const session = {
      setPermissionRequestHandler: vi.fn<(handler: Request) => void>(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn<(handler: () => boolean) => void>(),
      setDisplayMediaRequestHandler: vi.fn(),
    };
    guardPermissions(session, system);
    const request = session.setPermissionRequestHandler.mock.calls[0]?.[0];
    if (!request) throw new Error('no request handler');
    const ask = (permission: string, details: object): Promise<boolean> =>
      new Promise((resolve) => request(null, permission, resolve, details));
    return { session, ask };
  }

  it('answer every request, with the system asked only for what we would allow', async () => {
    const system = vi.fn((_types: readonly string[]) => Promise.resolve(true));
    const { session, ask } = guard(system);
    expect(await ask('geolocation', page)).toBe(false);
    expect(system).not.toHaveBeenCalled();
    expect(await ask('media', camera)).toBe(true);
    expect(system).toHaveBeenCalledExactlyOnceWith(['video']);
    expect(session.setPermissionCheckHandler).toHaveBeenCalledOnce();
    expect(session.setDisplayMediaRequestHandler).toHaveBeenCalledOnce();
    expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]()).toBe(false);
  });

  it('refuse when the system does, or fails to answer', async () => {
    expect(await guard(() => Promise.resolve(false)).ask('media', camera)).toBe(false);
    expect(await guard(() => Promise.reject(new Error('no answer'))).ask('media', camera)).toBe(false);
  });
});
