/** A film's sound that is not as long as its pictures: they must not wait for it. */
import { expect, it } from 'vitest';
import { Film } from './film.ts';
import { clip, repaint, tenths, useFilms } from './testing/films.ts';

useFilms();

it.each([
  ['ends before them', (at: number) => at < 5],
  ['begins long after them', (at: number) => at >= 19],
  ['has a long gap', (at: number) => at < 2 || at >= 19],
])('is copied where it %s, and the pictures are written as they come', async (_case, at) => {
  const film = await Film.open(await clip([{ codec: 'ac3', at }]), 'good');
  const { failure, input, written } = await repaint(film);
  expect(failure).toBeNull();
  expect(written[13], 'the first second, and not the header alone').toBeGreaterThan(500);
  expect(await tenths(input)).toEqual(Array.from({ length: 20 }, (_, i) => i).filter(at));
});
