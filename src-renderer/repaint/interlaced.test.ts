/** Films of half-pictures. What they say of themselves is as x264 writes it. */
import { expect, it, vi } from 'vitest';
import { Film } from './film.ts';
import { uncomb } from './interlaced.ts';
import { clip, repaint, useFilms } from './testing/films.ts';

useFilms();

const WHOLE = {
  Main: '674d400aeca2136022000003000200000300641e244b2c',
  High: '6764000aacd94426c044000003000400000300c83c489658',
};
const INTERLACED = {
  Main: '674d4015eca226c044000003000400000300c87c50a658',
  High: '67640015acd9444d808800000300080000030190f8a14cb0',
};

/** 64x48 pixels, of which every other line is white. */
const combed = (): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: 64 * 48 * 4 }, (_, at) => (at % 4 === 3 || (at >> 8) % 2 ? 255 : 0));

it.each([
  ['whole', 'Main', 'mkv', WHOLE.Main, true],
  ['whole', 'High', 'ts', WHOLE.High, true],
  ['interlaced', 'Main', 'mkv', INTERLACED.Main, false],
  ['interlaced', 'High', 'mkv', INTERLACED.High, false],
  ['interlaced', 'High', 'ts', INTERLACED.High, false],
] as const)('paints a film of %s pictures without combs: %s in %s', async (_kind, _profile, ending, sps, stays) => {
  vi.stubGlobal('OffscreenCanvas', function OffscreenCanvas() {
    return { getContext: () => ({ getImageData: () => ({ data: combed() }), clearRect: vi.fn() }) };
  });
  const lines: number[][] = [];
  const { failure } = await repaint(await Film.open(await clip([], ending, 0, sps), 'good'), (pixels) => {
    lines.push([0, 1, 2, 3, 47].map((y) => pixels[y * 256]!));
    return Promise.resolve(pixels);
  });
  expect(failure).toBeNull();
  // The last line has only one neighbour.
  expect(lines[0]).toEqual([0, stays ? 255 : 0, 0, stays ? 255 : 0, 255]);
}); // prettier-ignore

it('leaves what is no comb as it is: edges, slopes, and one line that is a little off', () => {
  const grey = (y: number): number => (y < 3 ? 20 : y < 6 ? 200 : 200 + y) + (y === 9 ? 5 : 0);
  const pixels = Uint8Array.from({ length: 4 * 12 }, (_, at) => grey(at >> 2));
  const before = [...pixels];
  uncomb(pixels, { width: 1, height: 12 });
  expect([...pixels]).toEqual(before);
});
