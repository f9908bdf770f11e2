import { describe, expect, it } from 'vitest';
import type { Reply } from '../bridge/contract.ts';
import { Outbox } from './outbox.ts';

interface Sent {
  sequence: number;
  bytes: number[];
  answer(reply: Reply<{ bytes: number }>): void;
}

function make(): { outbox: Outbox; sent: Sent[]; sizes: number[]; waitedMs: number } {
  const made = { sent: [] as Sent[], sizes: [] as number[], waitedMs: 0 };
  const outbox = new Outbox({
    append: (sequence, bytes) =>
      new Promise((answer) => made.sent.push({ sequence, bytes: [...bytes.subarray(0, 9)], answer })),
    grown: (size) => made.sizes.push(size),
    wait: (ms) => {
      made.waitedMs += ms;
      return Promise.resolve();
    },
  });
  return Object.assign(made, { outbox });
}

const ok = (bytes: number): Reply<{ bytes: number }> => ({ ok: true, value: { bytes } });
const no = (code: 'unavailable' | 'disk-full' | 'unknown-recording'): Reply<never> => ({
  ok: false,
  code,
  message: code,
});
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('the outbox', () => {
  it('sends one chunk at a time, and what came meanwhile together', async () => {
    const { outbox, sent, sizes } = make();
    outbox.put(Uint8Array.of(1));
    outbox.put(Uint8Array.of(2));
    outbox.put(Uint8Array.of(3, 4));
    await tick();
    expect(sent).toMatchObject([{ sequence: 0, bytes: [1] }]);
    sent[0]!.answer(ok(1));
    await tick();
    expect(sent[1]).toMatchObject({ sequence: 1, bytes: [2, 3, 4] });
    sent[1]!.answer(ok(4));
    await outbox.settled();
    expect(sizes).toEqual([1, 4]);
    expect(outbox.chunks).toBe(2);
  });

  it('sends a chunk again, under the same number, when the connection was lost', async () => {
    const { outbox, sent } = make();
    outbox.put(Uint8Array.of(1));
    await tick();
    sent[0]!.answer(no('unavailable'));
    await tick();
    outbox.put(Uint8Array.of(2));
    expect(sent[1]).toMatchObject({ sequence: 0, bytes: [1] });
    sent[1]!.answer(ok(1));
    await tick();
    expect(sent[2]).toMatchObject({ sequence: 1, bytes: [2] });
    sent[2]!.answer(ok(2));
    await outbox.settled();
    expect(outbox.error).toBeNull();
  });

  it('stops at a full disk and says so', async () => {
    const { outbox, sent } = make();
    outbox.put(Uint8Array.of(1));
    await tick();
    outbox.put(Uint8Array.of(2));
    sent[0]!.answer(no('disk-full'));
    await outbox.settled();
    outbox.put(Uint8Array.of(3));
    await tick();
    expect(sent).toHaveLength(1);
    expect(outbox.error?.code).toBe('disk-full');
    expect(outbox.chunks).toBe(0);
  });

  it('gives up on a main side that stays away', async () => {
    const made = make();
    made.outbox.put(Uint8Array.of(1));
    for (let i = 0; i < 400 && !made.outbox.error; i++) {
      await tick();
      made.sent[i]?.answer(no('unavailable'));
    }
    await made.outbox.settled();
    expect(made.outbox.error?.code).toBe('unavailable');
    // A tunnel that is put up again takes its minute.
    expect(made.waitedMs).toBeGreaterThan(120_000);
  });

  it('cuts what is too large for one chunk', async () => {
    const { outbox, sent } = make();
    outbox.put(new Uint8Array(20 * 1024 * 1024));
    for (let i = 0; i < 3; i++) {
      await tick();
      sent[i]!.answer(ok(0));
    }
    await outbox.settled();
    expect(outbox.chunks).toBe(3);
  });

  it('does not hold more than a page can bear, and sends what it holds', async () => {
    const { outbox, sent } = make();
    const piece = 8 * 1024 * 1024;
    for (let i = 0; i < 20; i++) outbox.put(new Uint8Array(piece).fill(i));
    expect(outbox.error?.code).toBe('too-slow');
    sent[0]!.answer(no('unavailable'));
    for (let i = 1; i < sent.length + 1 && i < 50; i++) {
      await tick();
      sent[i]?.answer(ok(i * piece));
    }
    await outbox.settled();
    // One is on its way, and 96 MB and what was too much wait.
    const begins = sent.slice(1).map(({ sequence, bytes }) => [sequence, bytes[0]]);
    expect(begins).toEqual(Array.from({ length: 14 }, (_, i) => [i, i]));
    expect(outbox.chunks).toBe(14);
    outbox.put(Uint8Array.of(1));
    await tick();
    expect(sent, 'nothing comes after a gap').toHaveLength(15);
    expect(outbox.error?.code).toBe('too-slow');
  });

  it('sends no more of too much once the disk is full', async () => {
    const { outbox, sent } = make();
    for (let i = 0; i < 20; i++) outbox.put(new Uint8Array(8 * 1024 * 1024));
    sent[0]!.answer(no('disk-full'));
    await outbox.settled();
    expect(sent).toHaveLength(1);
  });
});

it.each<[string, Reply<null>[], boolean]>([
  ['again, while the connection is away', [no('unavailable'), no('unavailable'), done()], true],
  ['again, and does not guess how it ended', [no('unavailable'), no('unknown-recording')], false],
  ['once, where it is over', [no('unknown-recording')], false],
  ['once, where it is refused', [no('disk-full')], false],
])('asks %s for the end of what was sent', async (_how, replies, ends) => {
  const { outbox, sent } = make();
  outbox.put(Uint8Array.of(1));
  await tick();
  sent[0]!.answer(ok(1));
  const asked: number[] = [];
  const reply = await outbox.end((chunks) => Promise.resolve(replies[asked.push(chunks) - 1]!));
  expect(reply.ok).toBe(ends);
  expect(asked).toEqual(replies.map(() => 1));
});

it('asks for the end no more once nobody wants it', async () => {
  const made = make();
  const asked: number[] = [];
  const away = (chunks: number): Promise<Reply<null>> => {
    asked.push(chunks);
    return Promise.resolve(no('unavailable'));
  };
  expect(await made.outbox.end(away, () => made.waitedMs > 0)).toMatchObject({ code: 'unavailable' });
  expect(asked).toHaveLength(1);
});

function done(): Reply<null> {
  return { ok: true, value: null };
}
