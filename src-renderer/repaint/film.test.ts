/** Films in real containers around packets that only the coders of this test understand. */
import { VideoSample } from 'mediabunny';
import { expect, it, vi } from 'vitest';
import { Film } from './film.ts';
import { FilmError } from './messages.ts';
import { clip, Decoder, Encoder, PICTURES, repaint, tenths, useFilms } from './testing/films.ts';

useFilms();
const AC3 = { codec: 'ac3' } as const;

it('keeps sound that cannot be decoded here, packet by packet, at its times', async () => {
  const film = await Film.open(await clip([AC3]), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', video: 'avc', sounds: ['copy'] });
  expect(film.losesSound).toBe(false);
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  const track = (await input.getPrimaryAudioTrack())!;
  expect(await track.getCodec()).toBe('ac3');
  expect(await tenths(input)).toEqual(Array.from({ length: PICTURES }, (_, i) => i));
  expect(await input.getMetadataTags()).toMatchObject({ title: 'The Scream', comment: 'Pastiche' });
});

it('goes on silent, and says so, where the sound is of a kind that nobody knows', async () => {
  const bytes = new Uint8Array(await (await clip([AC3])).arrayBuffer());
  const id = new TextDecoder('latin1').decode(bytes).indexOf('A_AC3');
  bytes.set(new TextEncoder().encode('A_XXX'), id);
  const film = await Film.open(new Blob([bytes]), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', video: 'avc', sounds: [null] });
  expect(film.losesSound).toBe(true);
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  expect(await input.getPrimaryAudioTrack()).toBeNull();
});

it('keeps every sound track, in its language and under its name', async () => {
  const desktop = { ...AC3, label: { name: 'Desktop', languageCode: 'eng' } };
  const film = await Film.open(await clip([desktop, { ...AC3, label: { name: 'Microphone' } }]), 'good');
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  const tracks = await input.getAudioTracks();
  expect(await Promise.all(tracks.map((track) => track.getName()))).toEqual(['Desktop', 'Microphone']);
  expect(await tracks[0]!.getLanguageCode()).toBe('eng');
  expect(await tenths(input, 1)).toHaveLength(PICTURES);
});

it('names an encoder that fails, and goes on with another one when it is opened anew', async () => {
  const own = await clip([]);
  vi.spyOn(Encoder.prototype, 'encode').mockImplementation(() => { throw new Error('The card is away.'); });
  const { failure } = await repaint(await Film.open(own, 'good'));
  expect(failure).toMatchObject({ trouble: 'encoder', message: 'The card is away.', encoder: 'avc-hard' });
  const { format } = await Film.open(own, 'good', new Set(['avc-hard']));
  expect(format).toMatchObject({ video: 'avc', hardware: false });
}); // prettier-ignore

it('reads MPEG transport streams, whose clock may have run for hours', async () => {
  const film = await Film.open(await clip([AC3], 'ts', 7200), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', sounds: ['copy'] });
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  expect(await input.getFirstTimestamp()).toBeCloseTo(0, 3);
  expect(await tenths(input)).toEqual(Array.from({ length: PICTURES }, (_, i) => i));
});

it('ends as broken when a picture fails late; what was written before plays', async () => {
  const film = await Film.open(await clip([]), 'good');
  let count = 0;
  const { failure, input } = await repaint(film, (pixels) =>
    ++count > 15 ? Promise.reject(new Error('gone')) : Promise.resolve(pixels),
  );
  expect(failure).toBeInstanceOf(FilmError);
  expect(failure).toMatchObject({ trouble: 'broken', message: 'gone' });
  expect(await input.getPrimaryVideoTrack()).not.toBeNull();
});

it('draws each picture on a clean sheet, so that none is seen through the next', async () => {
  const done: string[] = [];
  const context = {
    clearRect: (...area: number[]) => done.push(`clear ${area.join()}`),
    getImageData: () => ({ data: new Uint8ClampedArray(64 * 48 * 4) }),
  };
  vi.stubGlobal('OffscreenCanvas', function OffscreenCanvas() {
    return { getContext: () => context };
  });
  vi.spyOn(VideoSample.prototype, 'draw').mockImplementation(() => void done.push('draw'));
  await repaint(await Film.open(await clip([]), 'good'));
  expect(done).toEqual(Array.from({ length: PICTURES }, () => ['clear 0,0,64,48', 'draw']).flat());
});

it('names what cannot be decoded, and what is no film', async () => {
  const own = await clip([]);
  vi.spyOn(Decoder, 'supports').mockReturnValue(false);
  await expect(Film.open(own, 'good')).rejects.toMatchObject({ trouble: 'undecodable', message: 'avc' });
  await expect(Film.open(new Blob(['cat']), 'good')).rejects.toMatchObject({ trouble: 'unreadable' });
});
