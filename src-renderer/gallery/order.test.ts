import { describe, expect, it } from 'vitest';
import type { StyleInfo } from '../bridge/contract.ts';
import { movedByKey, placedBeside } from './order.ts';
import { matching } from './search.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];

describe('a style that is dragged', () => {
  it('hangs beside the one it is dropped on', () => {
    expect(placedBeside(ids, 'd', 'b', 'before')).toEqual(['a', 'd', 'b', 'c', 'e']);
    expect(placedBeside(ids, 'a', 'c', 'after')).toEqual(['b', 'c', 'a', 'd', 'e']);
  });

  it('stays where that is its place already, or nothing it knows', () => {
    expect(placedBeside(ids, 'b', 'a', 'after')).toBe(ids);
    expect(placedBeside(ids, 'b', 'b', 'before')).toBe(ids);
    expect(placedBeside(ids, 'x', 'b', 'before')).toBe(ids);
    expect(placedBeside(ids, 'b', 'x', 'before')).toBe(ids);
  });
});

describe('a style that keys move', () => {
  it('goes by one sideways and by a row up and down, and no further than the edge', () => {
    expect(movedByKey(ids, ids, 'b', 'ArrowRight', 2)).toEqual(['a', 'c', 'b', 'd', 'e']);
    expect(movedByKey(ids, ids, 'b', 'ArrowLeft', 2)).toEqual(['b', 'a', 'c', 'd', 'e']);
    expect(movedByKey(ids, ids, 'b', 'ArrowDown', 2)).toEqual(['a', 'c', 'd', 'b', 'e']);
    expect(movedByKey(ids, ids, 'd', 'ArrowUp', 2)).toEqual(['a', 'd', 'b', 'c', 'e']);
    expect(movedByKey(ids, ids, 'a', 'ArrowLeft', 2)).toBe(ids);
    expect(movedByKey(ids, ids, 'e', 'ArrowDown', 2)).toBe(ids);
    expect(movedByKey(ids, ids, 'a', 'x', 2)).toBe(ids);
  });

  it('goes by one in a single row, whatever the key', () => {
    expect(movedByKey(ids, ids, 'b', 'ArrowDown', 5)).toEqual(['a', 'c', 'b', 'd', 'e']);
  });

  it('passes those that are not shown', () => {
    expect(movedByKey(ids, ['a', 'd'], 'd', 'ArrowLeft', 2)).toEqual(['d', 'a', 'b', 'c', 'e']);
  });
});

describe('a search', () => {
  const style = (title: string, more: Partial<StyleInfo> = {}): StyleInfo => ({
    ...{ id: title.toLowerCase(), title, shipped: true },
    ...more,
  });
  const styles = [
    style('Wave', { painting: 'The Great Wave off Kanagawa', artist: 'Katsushika Hokusai', year: 1831 }),
    style('Été', { artist: 'Monet' }),
    style('浪'),
  ];

  it.each([
    ['', ['Wave', 'Été', '浪']],
    ['  ', ['Wave', 'Été', '浪']],
    ['hoku', ['Wave']],
    ['1831 WAVE', ['Wave']],
    ['ete', ['Été']],
    ['É', ['Wave', 'Été']],
    ['浪', ['Wave', '浪']],
    ['北斎 神奈川', ['Wave']],
    ['wave monet', []],
  ])('for "%s" finds %j', (query, titles) => {
    expect(matching(styles, query).map(({ title }) => title)).toEqual(titles);
  });
});
