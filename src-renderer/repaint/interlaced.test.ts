/** Films of half-pictures. What they say of themselves is as x264 writes it. */
import { InputVideoTrack, VideoSample } from 'mediabunny';
import { expect, it, vi } from 'vitest';
import { Film } from './film.ts';
import { clip, repaint, useFilms } from './testing/films.ts';
import { uncomb } from './uncomb.ts';

useFilms();

const WHOLE = {
  Main: '674d400aeca2136022000003000200000300641e244b2c',
  High: '6764000aacd94426c044000003000400000300c83c489658',
};
const INTERLACED = {
  Main: '674d4015eca226c044000003000400000300c87c50a658',
  High: '67640015acd9444d808800000300080000030190f8a14cb0',
};

/** A picture of which every other line is white. */
const combed = (width: number, height: number): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 || Math.floor(at / width / 4) % 2 ? 255 : 0,
  );

/** Paints a film whose pictures are combed as they are shown, so many times as tall as that; gives some lines of the first. */
async function linesOf(film: Blob, taller = 1): Promise<number[]> {
  vi.stubGlobal('OffscreenCanvas', function OffscreenCanvas(width: number, height: number) {
    return {
      getContext: () => ({ getImageData: () => ({ data: combed(width, height) }), clearRect: vi.fn() }),
    };
  });
  const opened = await Film.open(film, 'good');
  const decoded = vi.spyOn(VideoSample.prototype, 'codedHeight', 'get');
  decoded.mockReturnValue(taller * opened.size.height);
  const lines: number[][] = [];
  const { failure } = await repaint(opened, (pixels) => {
    lines.push([0, 1, 2, 3, opened.size.height - 1].map((y) => pixels[y * opened.size.width * 4]!));
    return Promise.resolve(pixels);
  });
  decoded.mockRestore();
  expect(failure).toBeNull();
  return lines[0]!;
}

it.each([
  ['whole', 'Main', 'mkv', WHOLE.Main, true],
  ['whole', 'High', 'ts', WHOLE.High, true],
  ['interlaced', 'Main', 'mkv', INTERLACED.Main, false],
  ['interlaced', 'High', 'mkv', INTERLACED.High, false],
  ['interlaced', 'High', 'ts', INTERLACED.High, false],
] as const)('paints a film of %s pictures without combs: %s in %s', async (_kind, _profile, ending, sps, stays) => {
  // The last line has only one neighbour.
  expect(await linesOf(await clip([], ending, 0, sps))).toEqual([0, stays ? 255 : 0, 0, stays ? 255 : 0, 255]);
}); // prettier-ignore

it('has all of its lines where no container says how many there are', async () => {
  const { size } = await Film.open(await clip([], 'ts', 0, INTERLACED.High), 'good');
  expect(size).toEqual({ width: 64, height: 64 });
});

it('leaves lines that are not those of half-pictures: of a film that is turned, or made smaller', async () => {
  const film = await clip([], 'mkv', 0, INTERLACED.High);
  expect(await linesOf(film, 2)).toEqual([0, 255, 0, 255, 255]);
  const turned = vi.spyOn(InputVideoTrack.prototype, 'getRotation').mockResolvedValue(180);
  expect(await linesOf(film)).toEqual([0, 255, 0, 255, 255]);
  turned.mockRestore();
});

it('leaves what is no comb as it is: edges, slopes, and one line that is a little off', () => {
  const grey = (y: number): number => (y < 3 ? 20 : y < 6 ? 200 : 200 + y) + (y === 9 ? 5 : 0);
  const pixels = Uint8Array.from({ length: 4 * 12 }, (_, at) => grey(at >> 2));
  const before = [...pixels];
  uncomb(pixels, { width: 1, height: 12 });
  expect([...pixels]).toEqual(before);
});

/** Pixels of 100x100 greys. */
const picture = (grey: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: 40_000 }, (_, at) =>
    at % 4 === 3 ? 255 : grey((at >> 2) % 100, Math.floor(at / 400)),
  );

it('leaves a whole picture as it is, also its thin lines: of a drawing, or of writing', () => {
  const pixels = picture((x, y) => (y % 10 === 5 || (x > 40 && y % 7 === 3) ? 10 : 200));
  const before = [...pixels];
  uncomb(pixels, { width: 100, height: 100 });
  expect([...pixels]).toEqual(before);
});

it('takes the comb of what moves out of a picture that stands still', () => {
  // A bar that is two pixels further in every other line.
  const pixels = picture((x, y) => (x >= 50 + 2 * (y % 2) && x < 60 + 2 * (y % 2) ? 200 : 10));
  uncomb(pixels, { width: 100, height: 100 });
  expect([...pixels].slice(0, -400)).toEqual(
    [...picture((x) => (x >= 50 && x < 60 ? 200 : 10))].slice(0, -400),
  );
});
