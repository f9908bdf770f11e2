/** What one page can do to the main side by sending too much, or reading too little. */
import { expect, it } from 'vitest';
import type { PaintedFrame, PortFrame } from '../paint/protocol.ts';
import { libraryRequests } from '../studio/contract.ts';
import { Connection, MAX_BUFFERED_BYTES, MAX_FRAMES_IN_FLIGHT } from './connection.ts';
import { decodeFrame, encodeFrame, totalOf } from './wire.ts';

function setUp() {
  const waiting: { frame: PortFrame; finish: () => void }[] = [];
  const forgotten: string[] = [];
  const requests: { name: string; args: unknown }[] = [];
  const texts: unknown[] = [];
  const results: unknown[] = [];
  const answers: { header: Record<string, unknown>; bytes: number }[] = [];
  const wire = {
    bufferedBytes: 0,
    sendText: (text: string) => void texts.push(JSON.parse(text)),
    sendBinary: (parts: readonly Uint8Array[]) => {
      const { header, rest } = decodeFrame(parts);
      answers.push({ header: header as Record<string, unknown>, bytes: totalOf(rest) });
    },
  };
  const studio = {
    request: (name: string, args: unknown) => {
      requests.push({ name, args });
      return Promise.resolve({ ok: true, value: results.shift() ?? null } as const);
    },
    paint: (_client: string, frame: PortFrame) =>
      new Promise<PaintedFrame>((resolve) => {
        const { id, width, height } = frame.header;
        const header = { ok: true, id, width, height, paintMs: 1 } as const;
        waiting.push({ frame, finish: () => resolve({ header, pixels: frame.pixels }) });
      }),
    forget: (client: string) => void forgotten.push(client),
  };
  const connection = new Connection('page 1', studio, wire);
  const send = (id: number, kind: string) => {
    const header = { id, kind, styleId: 'wave', strength: 1, width: 16, height: 16 };
    return connection.binary(encodeFrame(header, new Uint8Array(1024)));
  };
  return { connection, wire, waiting, answers, forgotten, send, requests, texts, results };
}

it('answers frames beyond the limit at once, and takes new ones when others are done', async () => {
  const { waiting, answers, send } = setUp();
  const sent = [];
  for (let id = 0; id < MAX_FRAMES_IN_FLIGHT; id += 1) sent.push(send(id, 'tile'));
  await send(999, 'live');
  expect(answers).toMatchObject([{ header: { id: 999, ok: false, code: 'dropped' } }]);
  waiting.forEach(({ finish }) => finish());
  await Promise.all(sent);
  void send(1000, 'live');
  expect(waiting).toHaveLength(MAX_FRAMES_IN_FLIGHT + 1);
});

it('takes the order of as many styles as the contract allows', async () => {
  const { connection, requests, texts } = setUp();
  const styleIds = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(64, 'a'));
  expect(libraryRequests['library.order'].args.safeParse({ styleIds }).success).toBe(true);
  const message = { type: 'request', id: 1, name: 'library.order', args: { styleIds } };
  await connection.text(JSON.stringify(message));
  expect(texts).toMatchObject([{ id: 1, reply: { ok: true } }]);
  expect(requests).toEqual([{ name: 'library.order', args: { styleIds } }]);
});

it('drops live pictures that a slow page would only see late, but no others', async () => {
  const { wire, waiting, answers, send } = setUp();
  wire.bufferedBytes = MAX_BUFFERED_BYTES + 1;
  const sent = [send(1, 'live'), send(2, 'still'), send(3, 'tile')];
  waiting.forEach(({ finish }) => finish());
  await Promise.all(sent);
  expect(answers).toMatchObject([
    { header: { id: 1, ok: false, code: 'dropped' }, bytes: 0 },
    { header: { id: 2, ok: true }, bytes: 1024 },
    { header: { id: 3, ok: true }, bytes: 1024 },
  ]);
});

it('sends nothing to a page that is gone, and has its frames forgotten', async () => {
  const { connection, waiting, answers, forgotten, send } = setUp();
  const sent = send(1, 'live');
  connection.close();
  waiting.forEach(({ finish }) => finish());
  await sent;
  expect(answers).toEqual([]);
  expect(forgotten).toEqual(['page 1']);
});

it('takes what follows the header of a request for its bytes, whatever the arguments say', async () => {
  const { connection, requests, texts, answers } = setUp();
  const header = { type: 'request', id: 7, name: 'recordings.append', args: { sequence: 1, bytes: 'no' } };
  await connection.binary(encodeFrame(header, Uint8Array.of(1, 2, 3)));
  expect(requests).toMatchObject([{ name: 'recordings.append', args: { sequence: 1 } }]);
  expect([...(requests[0]!.args as { bytes: Uint8Array }).bytes]).toEqual([1, 2, 3]);
  expect(texts).toEqual([{ type: 'reply', id: 7, reply: { ok: true, value: null } }]);
  expect(answers).toEqual([]);
});

it('sends the bytes of a result behind its header, and numbers of that name as they are', async () => {
  const { connection, answers, texts, results } = setUp();
  const ask = (id: number): Promise<void> =>
    connection.text(JSON.stringify({ type: 'request', id, name: 'repaint.frame', args: {} }));
  results.push({ bytes: new Uint8Array(3), more: 1 }, { bytes: 3 });
  await ask(5);
  await ask(6);
  const header = { type: 'reply', id: 5, reply: { ok: true, value: { more: 1 } } };
  expect(answers).toEqual([{ header, bytes: 3 }]);
  expect(texts).toEqual([{ type: 'reply', id: 6, reply: { ok: true, value: { bytes: 3 } } }]);
});
