import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventListener } from '../studio/events.ts';
import { connectIpc } from './ipc.ts';
import { APP_ORIGIN, APP_URL } from './security.ts';
import { channels } from './surface.ts';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();
const listeners = new Map<string, Handler>();
const request = vi.fn<(name: string, args: unknown) => Promise<unknown>>();
const onPageListens = vi.fn();
const contents = { id: 3, isDestroyed: vi.fn(() => false), send: vi.fn() };
let page: typeof contents | null = contents;
let emit: EventListener | undefined;

connectIpc({
  ipcMain: {
    handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
    on: (channel: string, listener: Handler) => listeners.set(channel, listener),
  } as never,
  studio: {
    request: request as never,
    listen: (listener) => {
      emit = listener;
      return () => undefined;
    },
  },
  page: () => page as unknown as WebContents | null,
  onPageListens,
});

const ours = { sender: contents, senderFrame: { parent: null, origin: APP_ORIGIN, url: APP_URL } };
const strangers = {
  'another window': { ...ours, sender: { id: 4 } },
  'a frame inside the page': { ...ours, senderFrame: { ...ours.senderFrame, parent: {} } },
  'another origin': { ...ours, senderFrame: { ...ours.senderFrame, origin: 'https://example.com' } },
  'a frame that has gone': { ...ours, senderFrame: null },
};
const invoke = (event: unknown, ...args: unknown[]): Promise<unknown> =>
  handlers.get(channels.request)!(event, ...args) as Promise<unknown>;

beforeEach(() => {
  request.mockReset();
  onPageListens.mockReset();
  contents.send.mockReset();
  contents.isDestroyed.mockReset().mockReturnValue(false);
  page = contents;
});

describe('requests over IPC', () => {
  it('are answered by the studio', async () => {
    request.mockResolvedValue({ ok: true, value: 1 });
    expect(await invoke(ours, 'app.info', {})).toEqual({ ok: true, value: 1 });
    expect(request).toHaveBeenCalledExactlyOnceWith('app.info', {});
  });

  it.each(Object.entries(strangers))('by %s are refused', async (_who, event) => {
    await expect(invoke(event, 'app.info', {})).rejects.toThrow('may not speak');
    expect(request).not.toHaveBeenCalled();
  });

  it('are refused while there is no window', async () => {
    page = null;
    await expect(invoke(ours, 'app.info', {})).rejects.toThrow('may not speak');
  });

  it.each([undefined, null, 7, { toString: () => 'app.info' }, ['app.info']])(
    'named %o are malformed',
    async (name) => {
      expect(await invoke(ours, name, {})).toMatchObject({ ok: false, code: 'malformed' });
      expect(request).not.toHaveBeenCalled();
    },
  );

  it('use these two channels and no others', () => {
    expect([...handlers.keys()]).toEqual([channels.request]);
    expect([...listeners.keys()]).toEqual([channels.wantFramePort]);
  });
});

describe('a page that listens for ports', () => {
  it('is heard, and nobody else', () => {
    const listen = listeners.get(channels.wantFramePort)!;
    for (const event of Object.values(strangers)) listen(event);
    expect(onPageListens).not.toHaveBeenCalled();
    listen(ours);
    expect(onPageListens).toHaveBeenCalledOnce();
  });
});

describe('events over IPC', () => {
  it('go to the page', () => {
    emit?.('styles.changed', {});
    expect(contents.send).toHaveBeenCalledExactlyOnceWith(channels.event, 'styles.changed', {});
  });

  it('are not sent to a page that is not there', () => {
    contents.isDestroyed.mockReturnValue(true);
    emit?.('styles.changed', {});
    page = null;
    emit?.('styles.changed', {});
    expect(contents.send).not.toHaveBeenCalled();
  });
});
