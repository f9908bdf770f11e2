import { beforeEach, expect, it, vi } from 'vitest';
import { thumbnailQueue, type ThumbnailSource } from './thumbnailQueue.ts';

let order: string[];
let done: (() => void)[];
let want: ReturnType<typeof thumbnailQueue>;
beforeEach(() => {
  order = [];
  done = [];
  want = thumbnailQueue(({ url }) => {
    order.push(url);
    return new Promise((resolve) => done.push(() => resolve(url === 'bad' ? null : new Blob([url]))));
  });
});
const clip = (url: string): ThumbnailSource => ({ url, kind: 'clip' });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
async function makeNext(): Promise<void> {
  done.shift()?.();
  await settled();
}

it('makes one at a time, and none of what is out of sight again by its turn', async () => {
  const given: (string | null)[] = [];
  const ask = (url: string): (() => void) => want(clip(url), (address) => given.push(address));
  ask('a');
  const callOffs = Array.from({ length: 2000 }, (_, index) => ask(`passed ${index}`));
  for (const callOff of callOffs) callOff();
  ask('bad');
  ask('z');
  expect(order).toEqual(['a']);
  for (let n = 0; n < 3; n++) await makeNext();
  expect(order).toEqual(['a', 'bad', 'z']);
  expect(given).toEqual([expect.stringMatching(/^blob:/), null, expect.stringMatching(/^blob:/)]);
});

it('keeps what was made for the next look, frees the eldest, and tells nobody who went', async () => {
  vi.spyOn(URL, 'revokeObjectURL');
  const give = vi.fn();
  want(clip('first'), give)();
  await makeNext();
  expect(give).not.toHaveBeenCalled();
  want(clip('first'), give);
  await settled();
  expect(order, 'it is there already').toEqual(['first']);
  const [[address]] = give.mock.calls as [[string]];
  for (let n = 0; n < 300; n++) {
    want(clip(`clip ${n}`), () => undefined);
    await makeNext();
  }
  expect(vi.mocked(URL.revokeObjectURL).mock.calls).toEqual([[address]]);
});
