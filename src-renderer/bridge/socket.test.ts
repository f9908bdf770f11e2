import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Line } from './line.ts';
import { reconnectDelay, SocketBridge, socketUrl } from './socket.ts';
import { FrameWriter } from './wire.ts';

/** A line that the test plays the other end of. */
class FakeLine implements Line {
  onopen: Line['onopen'] = null;
  onclose: Line['onclose'] = null;
  onmessage: Line['onmessage'] = null;
  onfree: Line['onfree'] = null;
  readonly sent: unknown[] = [];
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {
    this.onclose?.();
  }
}

function open() {
  const lines: FakeLine[] = [];
  const bridge = new SocketBridge('ws://here/ws', () => {
    const line = new FakeLine();
    lines.push(line);
    return line;
  });
  const latest = () => lines.at(-1) as FakeLine;
  return { bridge, lines, latest };
}

const live = { kind: 'live', styleId: 'wave', strength: 1, width: 1, height: 1 } as const;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the address', () => {
  it("is /ws of the page's own server", () => {
    expect(socketUrl({ protocol: 'http:', host: '127.0.0.1:5' })).toBe('ws://127.0.0.1:5/ws');
    expect(socketUrl({ protocol: 'https:', host: 'a' })).toBe('wss://a/ws');
  });
});

describe('requests', () => {
  it('get the answer with their id, whatever the order', async () => {
    const { bridge, latest } = open();
    latest().onopen?.();
    const first = bridge.request('settings.get', {});
    const second = bridge.request('engine.state', {});
    const ids = latest().sent.map((text) => (JSON.parse(String(text)) as { id: number }).id);
    const reply = (id: number | undefined, value: string) =>
      latest().onmessage?.(JSON.stringify({ type: 'reply', id, reply: { ok: true, value } }));
    reply(ids[1], 'second');
    reply(ids[0], 'first');
    expect(await first).toEqual({ ok: true, value: 'first' });
    expect(await second).toEqual({ ok: true, value: 'second' });
  });

  it('wait for the first connection, of which a person who is quick knows nothing', async () => {
    const { bridge, latest } = open();
    const early = bridge.request('app.info', {});
    await vi.advanceTimersByTimeAsync(100);
    expect(latest().sent).toEqual([]);
    latest().onopen?.();
    await vi.advanceTimersByTimeAsync(0);
    const { id } = JSON.parse(String(latest().sent[0])) as { id: number };
    latest().onmessage?.(JSON.stringify({ type: 'reply', id, reply: { ok: true, value: 'there' } }));
    expect(await early).toEqual({ ok: true, value: 'there' });
  });

  it('are answered unavailable where it cannot be made, and after it is lost', async () => {
    const { bridge, latest } = open();
    const early = bridge.request('app.info', {});
    latest().onclose?.();
    expect(await early).toMatchObject({ ok: false, code: 'unavailable' });
    expect(await bridge.request('app.info', {})).toMatchObject({ ok: false, code: 'unavailable' });
    await vi.advanceTimersByTimeAsync(300);
    latest().onopen?.();
    const cut = bridge.request('app.info', {});
    latest().onclose?.();
    expect(await cut).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('that are long work are waited for as long as the line lives, and no longer', async () => {
    const { bridge, latest } = open();
    latest().onopen?.();
    const trim = bridge.request('recordings.trim', { id: 'a', from: 0, to: 1 });
    const bytes = new Uint8Array(4);
    const frame = bridge.request('repaint.frame', { job: 'a', width: 1, height: 1, bytes });
    const hung = bridge.request('library.importFinish', { importId: 'a' });
    const kept = bridge.request('trainings.finish', { id: 'a' });
    await vi.advanceTimersByTimeAsync(600_000);
    const reply = { ok: false, code: 'disk-full', message: 'Full.' };
    latest().onmessage?.(JSON.stringify({ type: 'reply', id: 1, reply }));
    latest().onmessage?.(JSON.stringify({ type: 'reply', id: 3, reply }));
    latest().onmessage?.(JSON.stringify({ type: 'reply', id: 4, reply }));
    expect(await trim).toMatchObject({ code: 'disk-full' });
    expect(await hung).toMatchObject({ code: 'disk-full' });
    expect(await kept).toMatchObject({ code: 'disk-full' });
    latest().onclose?.();
    expect(await frame).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('stop waiting when nobody answers', async () => {
    const { bridge, latest } = open();
    latest().onopen?.();
    const silent = bridge.request('app.info', {});
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await silent).toMatchObject({ ok: false, code: 'unavailable' });
  });
});

describe('frames', () => {
  it('are answered with pixels', async () => {
    const { bridge, latest } = open();
    latest().onopen?.();
    const answer = bridge.paint(live, new Uint8Array(4));
    const header = { ok: true, id: 1, width: 1, height: 1, paintMs: 2 } as const;
    latest().onmessage?.(new FrameWriter().write(header, new Uint8Array([9, 8, 7, 255])).slice().buffer);
    expect(await answer).toEqual({ header, pixels: new Uint8Array([9, 8, 7, 255]) });
  });

  it('in flight are answered unavailable when the connection is lost', async () => {
    const { bridge, latest } = open();
    latest().onopen?.();
    const answer = bridge.paint(live, new Uint8Array(4));
    latest().onclose?.();
    expect((await answer).header).toMatchObject({ ok: false, code: 'unavailable' });
  });
});

describe('reconnecting', () => {
  it('waits longer each time, up to four seconds', () => {
    expect([0, 1, 2, 3, 4, 9].map(reconnectDelay)).toEqual([250, 500, 1000, 2000, 4000, 4000]);
  });

  it('happens by itself, tells the status, and starts over from the shortest delay', async () => {
    const { bridge, lines, latest } = open();
    const seen: string[] = [];
    bridge.onStatus((status) => seen.push(status));
    latest().onopen?.();
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(250);
    expect(lines).toHaveLength(2);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(499);
    expect(lines).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    latest().onopen?.();
    expect(seen).toEqual(['connecting', 'connected', 'disconnected', 'connected']);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(250);
    expect(lines).toHaveLength(4);
  });

  it('stops when the bridge is closed', async () => {
    const { bridge, lines, latest } = open();
    latest().onopen?.();
    bridge.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines).toHaveLength(1);
  });
});

it('hands events to their listeners until they unsubscribe', () => {
  const { bridge, latest } = open();
  latest().onopen?.();
  const seen: string[] = [];
  const stop = bridge.on('notice', (notice) => seen.push(notice.message));
  const tell = (message: string) =>
    latest().onmessage?.(JSON.stringify({ type: 'event', name: 'notice', data: { level: 'info', message } }));
  tell('one');
  stop();
  tell('two');
  expect(seen).toEqual(['one']);
});
