/** What a repainted video is kept as: like a recording, but its sound is kept as it is wherever it can be. */
import {
  type Abilities,
  chooseSound,
  type ClipFormat,
  type EncoderName,
  pictureEncoder,
  type SoundShape,
} from '../recorder/format.ts';

/** What becomes of a sound track: its packets are copied, or it is encoded anew in a shape that the encoder takes. */
export type KeptSound = 'copy' | { readonly codec: 'aac' | 'opus'; readonly sound: SoundShape };

/** A container and what is in it. */
export interface FilmFormat extends Pick<ClipFormat, 'container' | 'video' | 'hardware'> {
  /** One for each track of the source; null for one that cannot be kept. */
  readonly sounds: readonly (KeptSound | null)[];
}

/** A source's sound. Its codec is null where we have no word for it. */
export interface FilmSound extends SoundShape {
  readonly codec: string | null;
  readonly decodable: boolean;
}

/** Sound that players expect in a container. */
const SOUND: Readonly<Record<ClipFormat['container'], readonly string[]>> = {
  mp4: ['aac', 'opus', 'mp3', 'flac'],
  webm: ['opus', 'vorbis'],
};
/** Sound that a container takes, too. Not every player does; it is kept where nothing else can be made of it. */
const TAKEN: typeof SOUND = { mp4: ['ac3', 'eac3', 'dts'], webm: [] };
/** In order of preference; there is time, so what encodes slowly and well is no harm. */
const CANDIDATES = [
  ['mp4', 'avc', true],
  ['mp4', 'avc', false],
  ['webm', 'vp9', false],
  ['webm', 'vp8', false],
  ['mp4', 'av1', false],
] as const;

/**
 * Chooses the form for a video with these sound tracks, the main one first, of what has not failed before; null
 * where no video can be encoded.
 */
export async function chooseFilmFormat(
  can: Abilities,
  sounds: readonly FilmSound[],
  failed: ReadonlySet<EncoderName> = new Set(),
): Promise<FilmFormat | null> {
  const keep = (container: ClipFormat['container']) => (sound: FilmSound) =>
    kept(can, container, sound, failed);
  let best: { format: Omit<FilmFormat, 'sounds'>; loss: number } | null = null;
  for (const [container, video, hardware] of CANDIDATES) {
    const format = { container, video, hardware };
    if (failed.has(pictureEncoder(format)) || !(await can.video(video, hardware))) continue;
    const [main] = sounds;
    const loss = main ? (await keep(container)(main)).loss : 0;
    if (!best || loss < best.loss) best = { format, loss };
  }
  if (!best) return null;
  const all = await Promise.all(sounds.map(keep(best.format.container)));
  return { ...best.format, sounds: all.map(({ how }) => how) };
}

/** What becomes of a track in a container, and how far that is from what it was. */
async function kept(
  can: Abilities,
  container: ClipFormat['container'],
  sound: FilmSound,
  failed: ReadonlySet<EncoderName>,
): Promise<{ how: KeptSound | null; loss: number }> {
  const takes = (codecs: typeof SOUND): boolean => codecs[container].includes(sound.codec ?? '');
  if (takes(SOUND)) return { how: 'copy', loss: 0 };
  const encoded = sound.decodable ? await chooseSound(can, container, sound, [...failed]) : null;
  if (encoded) return { how: encoded, loss: 1 };
  return takes(TAKEN) ? { how: 'copy', loss: 2 } : { how: null, loss: 3 };
}
