/** What a repainted video is kept as: like a recording, but its sound is kept as it is wherever it can be. */
import type { Abilities, ClipFormat } from '../recorder/format.ts';

/** A container and what is in it. */
export interface FilmFormat extends Pick<ClipFormat, 'container' | 'video' | 'hardware'> {
  /** `copy`: the packets as they are; null: without sound, since there is none or it cannot be encoded. */
  readonly sound: 'copy' | 'aac' | 'opus' | null;
}

/** Sound that players expect in a container. */
const SOUND: Readonly<Record<ClipFormat['container'], readonly string[]>> = {
  mp4: ['aac', 'opus', 'mp3', 'flac'],
  webm: ['opus', 'vorbis'],
};
/** In order of preference; there is time, so what encodes slowly and well is no harm. */
const CANDIDATES = [
  ['mp4', 'avc', true],
  ['mp4', 'avc', false],
  ['webm', 'vp9', false],
  ['webm', 'vp8', false],
  ['mp4', 'av1', false],
] as const;

/** Chooses the form for a video with sound of a codec (null: none); null where no video can be encoded. */
export async function chooseFilmFormat(can: Abilities, sound: string | null): Promise<FilmFormat | null> {
  const usable: Omit<FilmFormat, 'sound'>[] = [];
  for (const [container, video, hardware] of CANDIDATES) {
    if (await can.video(video, hardware)) usable.push({ container, video, hardware });
  }
  const [first] = usable;
  if (!first) return null;
  if (sound === null) return { ...first, sound: null };
  const copying = usable.find(({ container }) => SOUND[container].includes(sound));
  if (copying) return { ...copying, sound: 'copy' };
  for (const each of usable) {
    for (const codec of each.container === 'mp4' ? (['aac', 'opus'] as const) : (['opus'] as const)) {
      if (await can.audio(codec)) return { ...each, sound: codec };
    }
  }
  return { ...first, sound: null };
}
