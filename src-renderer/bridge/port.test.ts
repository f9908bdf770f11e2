import { describe, expect, it } from 'vitest';
import { PortBridge, type PortWindow } from './port.ts';
import type { PreloadApi } from './preload.d.ts';

const live = { kind: 'live', styleId: 'wave', strength: 1, width: 1, height: 1 } as const;

/** A port that paints each frame black, or keeps silent. */
class FakePort {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  closed = false;
  constructor(readonly silent = false) {}
  postMessage({ header }: { header: { id: number } }): void {
    if (this.silent) return;
    const answer = { ok: true, id: header.id, width: 1, height: 1, paintMs: 1 };
    queueMicrotask(() => this.onmessage?.({ data: { header: answer, pixels: new Uint8Array(4) } }));
  }
  close(): void {
    this.closed = true;
  }
}

function open(request: PreloadApi['request'] = () => Promise.reject(new Error('gone'))) {
  let listener: ((event: MessageEvent<unknown>) => void) | undefined;
  const hostWindow: PortWindow = {
    addEventListener: (_type, added) => (listener = added),
    removeEventListener: () => (listener = undefined),
  };
  const heard = new Map<string, (data: never) => void>();
  const on: PreloadApi['on'] = (event, told) => {
    heard.set(event, told);
    return () => heard.delete(event);
  };
  const api: PreloadApi = { request, on, onFramePort: () => () => undefined };
  const bridge = new PortBridge(api, hostWindow);
  const post = (port: FakePort, source: unknown = hostWindow, type = 'pastiche:frame-port') =>
    listener?.({ data: { type }, ports: [port], source } as unknown as MessageEvent<unknown>);
  const tell = (event: string, data: object) => heard.get(event)?.(data as never);
  return { bridge, post, tell };
}

describe('frames over a port', () => {
  it('are unavailable before there is one', async () => {
    expect((await open().bridge.paint(live, new Uint8Array(4))).header).toMatchObject({
      code: 'unavailable',
    });
  });

  it('are painted', async () => {
    const { bridge, post } = open();
    post(new FakePort());
    expect((await bridge.paint(live, new Uint8Array(4))).header.ok).toBe(true);
  });

  it('move to a new port when another engine paints, also those in flight', async () => {
    const { bridge, post } = open();
    const old = new FakePort(true);
    post(old);
    const owed = bridge.paint(live, new Uint8Array(4));
    post(new FakePort());
    expect((await owed).header.ok).toBe(true);
    expect(old.closed).toBe(true);
    expect((await bridge.paint(live, new Uint8Array(4))).header.ok).toBe(true);
  });

  it('are answered unavailable when a second engine has gone, too: perhaps it is they that end it', async () => {
    const { bridge, post } = open();
    post(new FakePort(true));
    const deadly = bridge.paint(live, new Uint8Array(4));
    post(new FakePort(true));
    post(new FakePort());
    expect((await deadly).header).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('are answered at once when the engine is given up, until there is one again', async () => {
    const { bridge, post, tell } = open();
    post(new FakePort(true));
    const owed = bridge.paint(live, new Uint8Array(4));
    tell('engine.state', { status: 'restarting' });
    tell('engine.state', { status: 'failed' });
    expect((await owed).header).toMatchObject({ ok: false, code: 'unavailable' });
    expect((await bridge.paint(live, new Uint8Array(4))).header).toMatchObject({ code: 'unavailable' });
    post(new FakePort());
    expect((await bridge.paint(live, new Uint8Array(4))).header.ok).toBe(true);
  });

  it('ignore ports from other windows and other messages', async () => {
    const { bridge, post } = open();
    post(new FakePort(), {});
    post(new FakePort(), undefined, 'something else');
    expect((await bridge.paint(live, new Uint8Array(4))).header.ok).toBe(false);
  });
});

it('tells at once that it is connected: nobody hears of it later', () => {
  const seen: string[] = [];
  open().bridge.onStatus((status) => seen.push(status));
  expect(seen).toEqual(['connected']);
});

it('answers a request that the preload rejects with a reply, not an exception', async () => {
  expect(await open().bridge.request('app.info', {})).toEqual({
    ok: false,
    code: 'unavailable',
    message: 'gone',
  });
});
