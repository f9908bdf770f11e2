/** Jobs whose end is told by an event. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { EventData, Reply } from '../bridge/contract.ts';
import { endOf, TaskError } from './task.ts';

type News = EventData<'repaint.ended'>;

let tell: (news: News) => void;
let turn: (status: BridgeStatus) => void;
let stopped: string[];

const bridge = {
  on: (_event: string, listener: never) => {
    tell = listener;
    return () => void stopped.push('event');
  },
  onStatus: (listener: (status: BridgeStatus) => void) => {
    turn = listener;
    listener('connected');
    return () => void stopped.push('status');
  },
};

beforeEach(() => {
  stopped = [];
});

function wait(begun: Reply<unknown> = { ok: true, value: null }): Promise<unknown> {
  const begin = (): Promise<Reply<unknown>> => Promise.resolve(begun);
  const end = endOf(bridge, 'repaint.ended', begin, (news) =>
    news.job !== 'mine' ? null : news.ok ? { ok: true, value: news.recording.name } : news,
  );
  return end.catch((error: unknown) => error);
}

it('waits for the end of its own job', async () => {
  const end = wait();
  const recording = { name: 'pier' } as (News & { ok: true })['recording'];
  tell({ job: 'other', ok: true, recording: { ...recording, name: 'other' } });
  tell({ job: 'mine', ok: true, recording });
  expect(await end).toBe('pier');
  expect(stopped).toEqual(['event', 'status']);
});

it.each<[string, () => Promise<unknown>, string]>([
  ['the line is cut', () => later(() => turn('disconnected')), 'unavailable'],
  ['it fails', () => later(() => tell({ job: 'mine', ok: false, code: 'disk-full', message: '' })), 'disk-full'],
  ['it is refused', () => wait({ ok: false, code: 'not-now', message: '' }), 'not-now'],
])('does not wait for ever when %s', async (_why, run, code) => {
  const error = await run();
  expect(error).toBeInstanceOf(TaskError);
  expect(error).toMatchObject({ code });
  expect(stopped).toEqual(['event', 'status']);
}); // prettier-ignore

function later(happens: () => void): Promise<unknown> {
  const end = wait();
  happens();
  return end;
}

it('lets a bridge that is down at the start be told at once', async () => {
  const down = { ...bridge, onStatus: vi.fn((listener: (status: BridgeStatus) => void) => (listener('disconnected'), () => undefined)) }; // prettier-ignore
  const end = endOf(down, 'repaint.ended', () => new Promise(() => undefined), () => null); // prettier-ignore
  await expect(end).rejects.toMatchObject({ code: 'unavailable' });
});
