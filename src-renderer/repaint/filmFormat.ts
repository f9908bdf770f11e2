/** What a repainted video is kept as: like a recording, but its sound is kept as it is wherever it can be. */
import type { Abilities, ClipFormat } from '../recorder/format.ts';

/** A container and what is in it. */
export interface FilmFormat extends Pick<ClipFormat, 'container' | 'video' | 'hardware'> {
  /** `copy`: the packets as they are; null: without sound, since there is none or it cannot be kept. */
  readonly sound: 'copy' | 'aac' | 'opus' | null;
}

/** A source's sound. Its codec is null where we have no word for it. */
export interface FilmSound {
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

/** Chooses the form for a video with this sound (null: none); null where no video can be encoded. */
export async function chooseFilmFormat(can: Abilities, sound: FilmSound | null): Promise<FilmFormat | null> {
  const usable: Omit<FilmFormat, 'sound'>[] = [];
  for (const [container, video, hardware] of CANDIDATES) {
    if (await can.video(video, hardware)) usable.push({ container, video, hardware });
  }
  const [first] = usable;
  if (!first) return null;
  if (sound === null) return { ...first, sound: null };
  const copied = (codecs: typeof SOUND): FilmFormat | null => {
    const taking = usable.find(({ container }) => codecs[container].includes(sound.codec ?? ''));
    return taking ? { ...taking, sound: 'copy' } : null;
  };
  const encoded = async (): Promise<FilmFormat | null> =>
    sound.decodable ? encodedFormat(can, usable) : null;
  return copied(SOUND) ?? (await encoded()) ?? copied(TAKEN) ?? { ...first, sound: null };
}

/** The first of these forms for which sound can be encoded. */
async function encodedFormat(
  can: Abilities,
  usable: readonly Omit<FilmFormat, 'sound'>[],
): Promise<FilmFormat | null> {
  for (const each of usable) {
    for (const codec of each.container === 'mp4' ? (['aac', 'opus'] as const) : (['opus'] as const)) {
      if (await can.audio(codec)) return { ...each, sound: codec };
    }
  }
  return null;
}
