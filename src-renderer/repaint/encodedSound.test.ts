/** A film's sound that is encoded anew. */
import { expect, it } from 'vitest';
import { Film } from './film.ts';
import { clip, repaint, useFilms, useSound } from './testing/films.ts';

useFilms();
const given = useSound({ rate: 8000, channels: 1 });

it.each([
  ['ends before its pictures', (at: number) => at < 5, 0.5],
  ['begins long after them', (at: number) => at >= 19, 2],
  ['has a long gap', (at: number) => at < 2 || at >= 19, 2],
])('is brought to a shape that its encoder takes, with silence where it %s', async (_case, at, seconds) => {
  const film = await Film.open(await clip([{ codec: 'ac3', at }]), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', sounds: [{ codec: 'aac' }] });
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  expect(given).toMatchObject([{ rate: 48_000 }]);
  expect(given[0]!.seconds).toBeCloseTo(seconds, 2);
  expect(await (await input.getPrimaryAudioTrack())!.getFirstTimestamp()).toBe(0);
});
