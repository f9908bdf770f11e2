import { expect, it } from 'vitest';
import { PaintGap } from './paintGap.ts';

const [painted, bare] = [{ styleId: 'wave' }, { styleId: null }];

it('keeps the last painting while the painter is away for a moment, and shows what one sees after that', () => {
  const gap = new PaintGap();
  expect(gap.holds(bare, true, 0), 'nothing was painted yet').toBe(false);
  expect(gap.holds(painted, true, 1000)).toBe(false);
  expect(gap.holds(bare, true, 3000)).toBe(true);
  expect(gap.holds(bare, true, 10_900)).toBe(true);
  expect(gap.holds(bare, true, 11_100), 'there is no painter').toBe(false);
  expect(gap.holds(painted, true, 12_000)).toBe(false);
  expect(gap.holds(bare, true, 12_100)).toBe(true);
});

it('takes the bare picture where no style is chosen', () => {
  const gap = new PaintGap();
  gap.holds(painted, true, 0);
  expect(gap.holds(bare, false, 10)).toBe(false);
});
