import { expect, it } from 'vitest';
import { threadsFor } from './onnxruntime.ts';

it('paints on all of few cores, and leaves half of many to others', () => {
  const cores = [1, 2, 4, 5, 6, 8, 12, 16, 32];
  expect(cores.map(threadsFor)).toEqual([1, 2, 4, 4, 4, 4, 6, 8, 8]);
});
