/** The queue with tasks that the test decides on. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { Notice } from '../bridge/contract.ts';
import { RepaintQueue } from './queue.svelte.ts';
import { Cancelled, TaskError, type TaskOptions } from './task.ts';

interface Running {
  readonly options: TaskOptions;
  resolve(): void;
  reject(error: Error): void;
}

let running: Running[];
let notices: Notice[];
let queue: RepaintQueue;
let strength: number;

beforeEach(() => {
  [running, notices, strength] = [[], [], 1];
  const task = (options: TaskOptions): Promise<void> =>
    new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(new Cancelled()));
      running.push({ options, resolve, reject });
    });
  queue = new RepaintQueue(
    {
      bridge: { request: vi.fn(), on: vi.fn(), onStatus: vi.fn() },
      look: () => ({ styleId: 'wave', title: 'Wave', strength, keepColours: false, blend: null }),
      quality: () => 'good',
      tell: (notice) => notices.push(notice),
    },
    { picture: task, video: task },
  );
});

const file = (name: string): File => new File(['x'], name);
const states = (): string[] => queue.items.map(({ name, status }) => `${name} ${status}`);

it('paints one after the other, each as the page was when it came', async () => {
  queue.add([file('a.jpg')]);
  strength = 0.5;
  queue.add([file('b.mp4')]);
  expect(states()).toEqual(['a.jpg reading', 'b.mp4 waiting']);
  running[0]!.options.progress(0.5, 'painting');
  expect(queue.current).toMatchObject({ name: 'a.jpg', status: 'painting', part: 0.5 });
  running[0]!.resolve();
  await vi.waitFor(() => expect(states()).toEqual(['a.jpg done', 'b.mp4 reading']));
  expect(running.map(({ options }) => options.look.strength)).toEqual([1, 0.5]);
});

it('tells how long a picture takes from what was painted, not from what was handed over', async () => {
  vi.useFakeTimers();
  try {
    queue.add([file('a.jpg')]);
    const { progress } = running[0]!.options;
    progress(0.05, 'reading');
    progress(null, 'painting');
    progress(0.1, 'painting');
    await vi.advanceTimersByTimeAsync(10_000);
    progress(0.28, 'painting');
    expect(queue.current).toMatchObject({ part: 0.28, secondsLeft: 40 });
  } finally {
    vi.useRealTimers();
  }
});

it('cancels what waits and what runs', async () => {
  queue.add([file('a.jpg'), file('b.jpg'), file('c.jpg')]);
  const [a, b] = queue.items;
  queue.cancel(b!.id);
  queue.cancel(a!.id);
  await vi.waitFor(() => expect(states()).toEqual(['c.jpg reading']));
  expect(running).toHaveLength(2);
  expect(notices).toEqual([]);
});

it('says why one failed, goes on, and tries again when asked to', async () => {
  queue.add([file('a.mov'), file('b.jpg')]);
  running[0]!.reject(new TaskError('undecodable', 'hevc'));
  await vi.waitFor(() => expect(states()).toEqual(['a.mov failed', 'b.jpg reading']));
  expect(queue.items[0]!.message).toMatch(/“a\.mov” \(HEVC\).*H\.264/);
  expect(notices).toMatchObject([{ level: 'error' }]);
  queue.again(queue.items[0]!.id);
  expect(states()).toEqual(['b.jpg reading', 'a.mov waiting']);
});

it('says that a part is kept of one that failed late', async () => {
  queue.add([file('a.mov')]);
  running[0]!.options.remark('part');
  running[0]!.reject(new TaskError('broken', ''));
  await vi.waitFor(() => expect(states()).toEqual(['a.mov failed']));
  expect(queue.items[0]!.message).toMatch(/damaged.*“\(part\)”/);
  expect(notices[0]!.message).toBe(queue.items[0]!.message);
});

it('refuses what is neither picture nor video', () => {
  queue.add([file('song.mp3')]);
  expect(queue.items).toEqual([]);
  expect(notices[0]?.message).toMatch(/song\.mp3.*no picture/);
  queue.add([file('holiday.avi')]);
  expect(queue.items).toEqual([]);
  expect(notices[1]?.message).toMatch(/holiday\.avi.*AVI.*MP4.*stylize/);
});
