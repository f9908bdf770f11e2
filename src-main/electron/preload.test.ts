import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { events, requests } from '../studio/contract.ts';
import { channels, eventNames, requestNames, type PasticheApi } from './surface.ts';

type Receive = (event: { ports: unknown[] }, ...args: unknown[]) => void;
const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  listeners: new Map<string, Set<unknown>>(),
  invoke: vi.fn<(...args: unknown[]) => Promise<unknown>>(),
  send: vi.fn<(...args: unknown[]) => void>(),
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.set(name, api) },
  ipcRenderer: {
    invoke: electron.invoke,
    send: electron.send,
    on: (channel: string, listener: unknown) => {
      const set = electron.listeners.get(channel) ?? new Set();
      electron.listeners.set(channel, set.add(listener));
    },
    off: (channel: string, listener: unknown) => electron.listeners.get(channel)?.delete(listener),
  },
}));

const postMessage = vi.fn();
let api: PasticheApi;

function deliver(channel: string, event: { ports: unknown[] }, ...args: unknown[]): void {
  for (const listener of electron.listeners.get(channel) ?? []) (listener as Receive)(event, ...args);
}

const surroundings = (): void => {
  vi.stubGlobal('window', { postMessage });
  vi.stubGlobal('location', { origin: 'app://pastiche' });
};
beforeAll(async () => {
  surroundings();
  await import('./preload.ts');
  api = electron.exposed.get('pastiche') as PasticheApi;
});
beforeEach(() => {
  surroundings();
  electron.invoke.mockReset();
  electron.send.mockReset();
  postMessage.mockReset();
});

describe('what the preload gives the page', () => {
  it('is one object of three functions', () => {
    expect([...electron.exposed.keys()]).toEqual(['pastiche']);
    expect(Object.keys(api).sort()).toEqual(['on', 'onFramePort', 'request']);
  });

  it("knows the contract's names, all of them and no others", () => {
    expect(Object.keys(requestNames).sort()).toEqual(Object.keys(requests).sort());
    expect(Object.keys(eventNames).sort()).toEqual(Object.keys(events).sort());
  });
});

describe('a request', () => {
  it('goes to main and brings back its reply', async () => {
    electron.invoke.mockResolvedValue({ ok: true, value: null });
    expect(await api.request('engine.prepare', { styleId: 'wave', width: 640, height: 480 })).toEqual({
      ok: true,
      value: null,
    });
    expect(electron.invoke).toHaveBeenCalledExactlyOnceWith(channels.request, 'engine.prepare', {
      styleId: 'wave',
      width: 640,
      height: 480,
    });
  });

  it.each(['nothing', 'constructor', '__proto__', 'toString'])(
    'named "%s" never reaches main',
    async (name) => {
      expect(await api.request(name as 'app.info', {})).toMatchObject({ ok: false, code: 'unknown-request' });
      expect(electron.invoke).not.toHaveBeenCalled();
    },
  );
});

describe('an event', () => {
  it('reaches those who listen to it, without any part of Electron, until they stop', () => {
    const states = vi.fn();
    const notices = vi.fn();
    const stop = api.on('engine.state', states);
    const stopNotices = api.on('notice', notices);
    deliver(channels.event, { ports: [] }, 'engine.state', { status: 'ready' });
    expect(states).toHaveBeenCalledExactlyOnceWith({ status: 'ready' });
    expect(notices).not.toHaveBeenCalled();
    stop();
    deliver(channels.event, { ports: [] }, 'engine.state', { status: 'failed' });
    expect(states).toHaveBeenCalledOnce();
    stopNotices();
    expect(electron.listeners.get(channels.event)?.size).toBe(0);
  });

  it.each(['nothing', 'constructor', '__proto__'])('named "%s" cannot be listened to', (name) => {
    expect(() => api.on(name as 'notice', vi.fn())).toThrow(TypeError);
  });
});

describe('a frame port', () => {
  const post = (port: { close(): void }): void => deliver(channels.framePort, { ports: [port] });

  it('is asked for when the page listens, handed on to our origin only, and told of', () => {
    const listener = vi.fn();
    const stop = api.onFramePort(listener);
    expect(electron.send).toHaveBeenCalledExactlyOnceWith(channels.wantFramePort);
    const port = { close: vi.fn() };
    post(port);
    expect(postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'pastiche:frame-port' }, 'app://pastiche', [
      port,
    ]);
    expect(listener).toHaveBeenCalledExactlyOnceWith();
    expect(port.close).not.toHaveBeenCalled();
    stop();
  });

  it('is closed when nobody listens, so that its engine does not wait for frames', () => {
    api.onFramePort(vi.fn())();
    const port = { close: vi.fn() };
    post(port);
    expect(port.close).toHaveBeenCalledOnce();
    expect(postMessage).not.toHaveBeenCalled();
  });

  it('is not given to what is no function', () => {
    expect(() => api.onFramePort('x' as unknown as () => void)).toThrow(TypeError);
  });
});
