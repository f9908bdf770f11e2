/** Repainting a video, with a worker and a main side that the test plays. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { Args, Reply, RequestName } from '../bridge/contract.ts';
import type { FromFilm, ToFilm } from './messages.ts';
import { Cancelled, type TaskOptions } from './task.ts';
import { repaintVideo } from './videoTask.ts';

/** The worker of a film. */
class FakeWorker {
  onmessage: ((event: { data: FromFilm }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly told: ToFilm[] = [];
  terminated = false;
  postMessage(message: ToFilm): void {
    this.told.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: FromFilm): void {
    this.onmessage?.({ data });
  }
}

let worker: FakeWorker;
let workers: number;
vi.mock('../media/open.ts', () => ({
  openMediaWorker: () => {
    workers += 1;
    return worker;
  },
}));

interface Asked {
  readonly name: RequestName;
  readonly args: object;
  answer(reply: Reply<unknown>): void;
}

let asked: Asked[];
/** What is answered at once; all else waits for the test. */
let answers: Partial<Record<RequestName, unknown>>;
let stop: AbortController;
let remarks: string[];
let failed: TaskOptions['failed'];

beforeEach(() => {
  worker = new FakeWorker();
  [asked, remarks, stop, workers, failed] = [[], [], new AbortController(), 0, new Set()];
  let bytes = 0;
  answers = {
    'repaint.begin': { job: 'job' },
    'recordings.begin': { handle: 'handle' },
    'recordings.finish': null,
    'recordings.discard': null,
    'repaint.end': null,
    'recordings.append': {
      get bytes() {
        return (bytes += 5000);
      },
    },
  };
});
afterEach(() => vi.useRealTimers());

function begin(): Promise<unknown> {
  const request = (name: RequestName, args: object): Promise<Reply<unknown>> =>
    new Promise((answer) => {
      asked.push({ name, args, answer });
      if (name in answers) answer({ ok: true, value: answers[name] });
    });
  const options: TaskOptions = {
    bridge: { request: request as Bridge['request'], on: vi.fn(), onStatus: vi.fn() },
    file: new File(['x'], 'pier.mov'),
    look: { styleId: 'wave', title: 'Wave', strength: 1, keepColours: false, blend: null },
    quality: 'good',
    signal: stop.signal,
    failed,
    progress: () => undefined,
    remark: (what) => remarks.push(what),
  };
  return repaintVideo(options).then(() => null, (error: unknown) => error); // prettier-ignore
}

const names = (): string[] => asked.map(({ name }) => name);
const last = <N extends RequestName>(name: N): Args<N> =>
  asked.findLast((each) => each.name === name)?.args as Args<N>;
const until = (name: RequestName): Promise<Asked> =>
  vi.waitFor(() => {
    const found = asked.find((each) => each.name === name);
    if (!found) throw new Error(`${name} was not asked`);
    return found;
  });

const opened = { type: 'opened', container: 'mp4', losesSound: false } as const;
const picture = (id: number): FromFilm => ({
  type: 'picture',
  id,
  picture: { width: 16, height: 16, pixels: new Uint8Array(1024) },
});

it('has pictures painted and the film written, and ends it whole', async () => {
  const over = begin();
  worker.say({ ...opened, losesSound: true });
  await vi.waitFor(() => expect(worker.told.map(({ type }) => type)).toEqual(['open', 'begin']));
  expect(last('recordings.begin')).toEqual({ type: 'mp4', style: 'Wave', source: 'pier.mov' });
  worker.say(picture(0));
  (await until('repaint.frame')).answer({ ok: true, value: { bytes: new Uint8Array(1024) } });
  await vi.waitFor(() => expect(worker.told.at(-1)).toMatchObject({ type: 'painted', id: 0 }));
  worker.say({ type: 'bytes', bytes: new Uint8Array(10) });
  worker.say({ type: 'done', frames: 1 });
  expect(await over).toBeNull();
  expect(last('recordings.finish')).toEqual({ handle: 'handle', chunks: 1 });
  expect(names()).toContain('repaint.end');
  expect([remarks, worker.terminated]).toEqual([['silent'], true]);
});

it('asks for a picture again only when the line was cut, not because it takes long', async () => {
  vi.useFakeTimers();
  void begin();
  worker.say(opened);
  await vi.advanceTimersByTimeAsync(0);
  worker.say(picture(0));
  await vi.advanceTimersByTimeAsync(600_000);
  const frames = (): Asked[] => asked.filter(({ name }) => name === 'repaint.frame');
  expect(frames()).toHaveLength(1);
  frames()[0]!.answer({ ok: false, code: 'unavailable', message: 'Lost.' });
  await vi.advanceTimersByTimeAsync(1000);
  expect(frames()).toHaveLength(2);
});

/** One whose first bytes are on their way. */
async function withBytes(): Promise<{ over: Promise<unknown>; append: Asked }> {
  const over = begin();
  worker.say(opened);
  await until('recordings.begin');
  worker.say({ type: 'bytes', bytes: new Uint8Array(10) });
  return { over, append: await until('recordings.append') };
}

it('keeps a part of one that fails late, also what is still on its way, and says so', async () => {
  delete answers['recordings.append'];
  const { over, append } = await withBytes();
  worker.say({ type: 'failed', trouble: 'broken', message: 'No more.' });
  await Promise.resolve();
  append.answer({ ok: true, value: { bytes: 100_000 } });
  expect(await over).toMatchObject({ code: 'broken', message: 'No more.' });
  expect(last('recordings.finish')).toEqual({ handle: 'handle', chunks: 1, part: true });
  expect(remarks).toEqual(['part']);
});

it('throws away what holds no picture yet when it fails', async () => {
  const over = begin();
  worker.say(opened);
  await until('recordings.begin');
  worker.say({ type: 'failed', trouble: 'broken', message: '' });
  expect(await over).toMatchObject({ code: 'broken' });
  expect(names()).toContain('recordings.discard');
  expect([names().includes('recordings.finish'), remarks]).toEqual([false, []]);
});

const broken = { type: 'failed', trouble: 'encoder', message: 'No.', encoder: 'avc-hard' } as const;

it('takes the next encoder at once where one fails before there is anything to keep', async () => {
  const over = begin();
  worker.say(opened);
  await until('recordings.begin');
  worker.say(broken);
  await vi.waitFor(() => expect(workers).toBe(2));
  expect(worker.told.at(-1)).toMatchObject({ type: 'open', failed: new Set(['avc-hard']) });
  worker.say({ type: 'failed', trouble: 'unencodable', message: '' });
  expect(await over).toMatchObject({ code: 'unencodable' });
  expect(failed.size, 'tried again by hand, it may do').toBe(0);
});

it('keeps what an encoder gave that fails late, and takes another one when it is tried again', async () => {
  answers['recordings.append'] = { bytes: 100_000 };
  const { over } = await withBytes();
  worker.say(broken);
  expect(await over).toMatchObject({ code: 'encoder', message: 'No.' });
  expect([workers, remarks, [...failed]]).toEqual([1, ['part'], ['avc-hard']]);
});

it('begins no second one beside what an encoder gave that was still on its way when it failed', async () => {
  delete answers['recordings.append'];
  const { over, append } = await withBytes();
  worker.say(broken);
  await vi.waitFor(() => expect(worker.terminated).toBe(true));
  append.answer({ ok: true, value: { bytes: 100_000 } });
  await until('recordings.finish');
  await vi.waitFor(() => expect(remarks).toEqual(['part']));
  expect(workers).toBe(1);
  expect(await over).toMatchObject({ code: 'encoder' });
});

it('leaves no job when it is cancelled in the instant it begins', async () => {
  delete answers['repaint.begin'];
  const over = begin();
  worker.say(opened);
  const job = await until('repaint.begin');
  stop.abort();
  await Promise.resolve();
  job.answer({ ok: true, value: { job: 'late' } });
  expect(await over).toBeInstanceOf(Cancelled);
  expect(last('repaint.end')).toEqual({ job: 'late' });
  expect(names(), 'nothing is begun any more').not.toContain('recordings.begin');
});

it('leaves no empty recording when it is cancelled a little later', async () => {
  delete answers['recordings.begin'];
  const over = begin();
  worker.say(opened);
  const recording = await until('recordings.begin');
  stop.abort();
  await Promise.resolve();
  recording.answer({ ok: true, value: { handle: 'late' } });
  expect(await over).toBeInstanceOf(Cancelled);
  expect(last('recordings.discard')).toEqual({ handle: 'late' });
  expect(worker.told.map(({ type }) => type)).toEqual(['open']);
});

it('is thrown away once the connection is back when it is cancelled while its end waits for that', async () => {
  vi.useFakeTimers();
  const away = { ok: false, code: 'unavailable', message: 'Lost.' } as const;
  const all = (name: RequestName): Asked[] => asked.filter((each) => each.name === name);
  delete answers['recordings.finish'];
  delete answers['recordings.discard'];
  const over = begin();
  worker.say(opened);
  await vi.advanceTimersByTimeAsync(0);
  worker.say({ type: 'bytes', bytes: new Uint8Array(10) });
  worker.say({ type: 'done', frames: 1 });
  await vi.advanceTimersByTimeAsync(0);
  all('recordings.finish')[0]!.answer(away);
  await vi.advanceTimersByTimeAsync(0);
  stop.abort();
  await vi.advanceTimersByTimeAsync(0);
  all('recordings.discard')[0]!.answer(away);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([all('recordings.finish').length, all('recordings.discard').length]).toEqual([1, 2]);
  all('recordings.discard')[1]!.answer({ ok: true, value: null });
  expect(await over).toBeInstanceOf(Cancelled);
});
