import { describe, expect, it } from 'vitest';
import { search } from './search.ts';

const titles = [
  'Full screen',
  'Freeze the picture',
  'Mirror the picture',
  'The Scream',
  'Après le bain',
  '左右を反転する',
];
const found = (query: string) =>
  search(
    titles.map((title) => ({ title })),
    query,
  ).map(({ title }) => title);

describe('finding a command', () => {
  it('gives all, in their order, before anything is typed', () => {
    expect(found(' ')).toEqual(titles);
  });

  it('puts titles that begin with the query before those in which a word does', () => {
    expect(found('the')).toEqual(['The Scream', 'Freeze the picture', 'Mirror the picture']);
  });

  it('wants every word, in any order', () => {
    expect(found('picture mir')).toEqual(['Mirror the picture']);
    expect(found('picture screen')).toEqual([]);
  });

  it('takes the first letters of its words for a name', () => {
    expect(found('fs')).toEqual(['Full screen']);
    expect(found('zzz')).toEqual([]);
  });

  it('minds neither capitals nor accents, and knows other scripts', () => {
    expect(found('APRES')).toEqual(['Après le bain']);
    expect(found('反転')).toEqual(['左右を反転する']);
  });
});
