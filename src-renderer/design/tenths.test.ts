import { expect, it } from 'vitest';
import { tenths } from './tenths.ts';

it('a part is spoken of at every tenth, and at no step between', () => {
  const spoken = Array.from({ length: 1001 }, (_, i) => tenths(i / 1000));
  expect([...new Set(spoken)]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  expect(tenths(0.3)).toBe(0.3);
  expect([tenths(NaN), tenths(-1), tenths(2)]).toEqual([0, 0, 1]);
});
