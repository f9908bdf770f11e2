/** What a clip is encoded as: the form that most players take, of those this machine can make in time. */
import type { Size } from '../camera/cover.ts';

/** A container with codecs for picture and sound, by their names in Mediabunny. */
export interface ClipFormat {
  readonly container: 'mp4' | 'webm';
  readonly video: 'avc' | 'av1' | 'vp9' | 'vp8';
  readonly hardware: boolean;
  /** Null where sound cannot be encoded. */
  readonly audio: 'aac' | 'opus' | null;
}

/** What the platform says of itself. */
export interface Abilities {
  video(codec: ClipFormat['video'], hardware: boolean): Promise<boolean>;
  audio(codec: 'aac' | 'opus'): Promise<boolean>;
}

/**
 * In order of preference. H.264 plays everywhere; AV1 in software takes more time than a live picture has,
 * VP9 more than VP8.
 */
const CANDIDATES = [
  ['mp4', 'avc', true],
  ['mp4', 'av1', true],
  ['mp4', 'avc', false],
  ['webm', 'vp9', true],
  ['webm', 'vp8', false],
  ['webm', 'vp9', false],
] as const;

/** Chooses the form of a clip; null where no video can be encoded at all. */
export async function chooseFormat(can: Abilities): Promise<ClipFormat | null> {
  for (const [container, video, hardware] of CANDIDATES) {
    if (!(await can.video(video, hardware))) continue;
    const sounds = container === 'mp4' ? (['aac', 'opus'] as const) : (['opus'] as const);
    for (const audio of sounds) {
      if (await can.audio(audio)) return { container, video, hardware, audio };
    }
    return { container, video, hardware, audio: null };
  }
  return null;
}

/** Bits a second of VGA at 30 pictures a second, by quality. Paintings have strokes everywhere: they need more than films. */
const BITS = { small: 1_200_000, good: 2_500_000, best: 6_000_000 } as const;
const VGA = 640 * 480;

/** The rate for a clip: larger pictures need more, but each pixel less. */
export function bitrate(quality: keyof typeof BITS, { width, height }: Size): number {
  return Math.round(BITS[quality] * ((width * height) / VGA) ** 0.75);
}

/** Video has even sizes: what is odd loses its last row or column. */
export function evenSize({ width, height }: Size): Size {
  return { width: width & ~1, height: height & ~1 };
}
