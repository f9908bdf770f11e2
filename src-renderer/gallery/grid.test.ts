import { describe, expect, it } from 'vitest';
import { digitIndex, moveInGrid } from './grid.ts';

describe('arrow keys', () => {
  it('go sideways through everything and around', () => {
    expect(moveInGrid('ArrowRight', 4, 5, 2)).toBe(0);
    expect(moveInGrid('ArrowLeft', 0, 5, 2)).toBe(4);
  });

  it('go up and down by a row, and stay at the edge of a grid', () => {
    expect(moveInGrid('ArrowDown', 1, 5, 2)).toBe(3);
    expect(moveInGrid('ArrowDown', 3, 5, 2)).toBe(3);
    expect(moveInGrid('ArrowUp', 3, 5, 2)).toBe(1);
    expect(moveInGrid('ArrowUp', 0, 5, 2)).toBe(0);
  });

  it('go up and down one by one, and around, where there is a single row or column', () => {
    expect(moveInGrid('ArrowDown', 4, 5, 5)).toBe(0);
    expect(moveInGrid('ArrowUp', 0, 5, 5)).toBe(4);
    expect(moveInGrid('ArrowDown', 4, 5, 1)).toBe(0);
  });

  it('leave other keys alone', () => {
    expect(moveInGrid('Home', 3, 5, 2)).toBe(0);
    expect(moveInGrid('End', 0, 5, 2)).toBe(4);
    expect(moveInGrid('x', 0, 5, 2)).toBeNull();
  });
});

it('digits choose by position', () => {
  expect(digitIndex('1', 3)).toBe(0);
  expect(digitIndex('3', 3)).toBe(2);
  expect(digitIndex('4', 3)).toBeNull();
  expect(digitIndex('0', 3)).toBeNull();
});
