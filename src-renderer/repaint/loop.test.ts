import { expect, it, vi } from 'vitest';
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { Recording } from '../bridge/contract.ts';
import { makeLoop, planLoop } from './loop.ts';

it('takes pictures evenly, small enough, and no longer than a loop may be', () => {
  const { width, height, times } = planLoop({ width: 1280, height: 720 }, 2, 3);
  expect([width, height]).toEqual([480, 270]);
  expect(times).toHaveLength(13);
  expect(times[0]).toBe(2);
  expect(times.at(-1)).toBeCloseTo(2.96);
  expect(planLoop({ width: 128, height: 96 }, 0, 60)).toMatchObject({ width: 128, height: 96 });
  expect(planLoop({ width: 128, height: 96 }, 0, 60).times).toHaveLength(125);
  expect(planLoop({ width: 128, height: 2 }, 5, 5)).toEqual({ width: 128, height: 16, times: [5] });
});

/** A worker that gives every picture at once. */
class FakeWorker {
  onmessage: ((event: { data: unknown }) => unknown) | null = null;
  postMessage({ times }: { times: readonly number[] }): void {
    times.forEach((_, index) => void this.onmessage?.({ data: { index, pixels: new Uint8Array(4) } }));
  }
  terminate(): void {
    this.onmessage = null;
  }
}
vi.mock('../media/open.ts', () => ({ openMediaWorker: () => new FakeWorker() }));

it('is given up, and said so, when the line is cut while it is encoded', async () => {
  vi.stubGlobal('location', { href: 'http://127.0.0.1/' });
  const asked: string[] = [];
  let cut: () => void = () => undefined;
  const bridge = {
    request: (name: string) => {
      asked.push(name);
      return Promise.resolve({ ok: true, value: { loop: 'loop' } });
    },
    on: () => () => undefined,
    onStatus: (listener: (status: BridgeStatus) => void) => {
      listener('connected');
      cut = () => listener('disconnected');
      return () => undefined;
    },
  };
  const clip = { id: 'clip', width: 64, height: 48 } as Recording;
  const made = makeLoop(bridge as never, clip, '/clip.mp4', 'gif', 0, 1);
  const failed = expect(made).rejects.toMatchObject({ code: 'unavailable' });
  await vi.waitFor(() => expect(asked.at(-1)).toBe('loops.finish'));
  cut();
  await failed;
  expect(asked.at(-1)).toBe('loops.cancel');
  vi.unstubAllGlobals();
});
