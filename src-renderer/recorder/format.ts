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

/** Sound, as a microphone gives it or as it is encoded. */
export interface SoundShape {
  readonly rate: number;
  readonly channels: number;
}

/** What the platform says of itself; of sound that is not described, whether the usual kind can be encoded. */
export interface Abilities {
  video(codec: ClipFormat['video'], hardware: boolean): Promise<boolean>;
  audio(codec: 'aac' | 'opus', sound?: SoundShape): Promise<boolean>;
}

/** An encoder, as it is remembered once it has failed. */
export type EncoderName = `${ClipFormat['video']}-${'hard' | 'soft'}` | 'aac' | 'opus';

/** What encodes a clip's picture. */
export function pictureEncoder({ video, hardware }: Pick<ClipFormat, 'video' | 'hardware'>): EncoderName {
  return `${video}-${hardware ? 'hard' : 'soft'}`;
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

/** Every encoder takes this rate, and so does every player. */
const USUAL_RATE = 48_000;

/** The form of a clip, and the sound that its encoder takes: the microphone's own, where it can. */
export interface Choice {
  readonly format: ClipFormat;
  readonly sound: SoundShape | null;
}

/**
 * Chooses the form of a clip with this sound (null: none), of what has not failed before; null where no video
 * can be encoded at all.
 */
export async function chooseFormat(
  can: Abilities,
  heard: SoundShape | null,
  failed: readonly EncoderName[] = [],
): Promise<Choice | null> {
  for (const [container, video, hardware] of CANDIDATES) {
    const picture = { container, video, hardware };
    if (failed.includes(pictureEncoder(picture)) || !(await can.video(video, hardware))) continue;
    const found = heard && (await chooseSound(can, container, heard, failed));
    return { format: { ...picture, audio: found?.codec ?? null }, sound: found?.sound ?? null };
  }
  return null;
}

/** Chooses how sound is encoded for a container, and the shape that its encoder takes: its own, where it can. */
export async function chooseSound(
  can: Abilities,
  container: ClipFormat['container'],
  { rate, channels }: SoundShape,
  failed: readonly EncoderName[],
): Promise<{ codec: 'aac' | 'opus'; sound: SoundShape } | null> {
  const codecs = container === 'mp4' ? (['aac', 'opus'] as const) : (['opus'] as const);
  const shapes = [
    { rate, channels },
    { rate: USUAL_RATE, channels },
    { rate: USUAL_RATE, channels: 2 },
  ];
  for (const codec of codecs) {
    if (failed.includes(codec)) continue;
    for (const sound of shapes) if (await can.audio(codec, sound)) return { codec, sound };
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

/** Longer edge that a clip has at least: the live view may paint smaller, and grow while it is recorded. */
const LEAST_EDGE = 640;

/** The size of a clip whose first pictures have this one: the same shape, and never a thumbnail. */
export function clipSize(painted: Size): Size {
  const scale = Math.max(1, LEAST_EDGE / Math.max(painted.width, painted.height));
  if (scale === 1) return evenSize(painted);
  const even = (length: number): number => 2 * Math.round((length * scale) / 2);
  return { width: even(painted.width), height: even(painted.height) };
}

/** Video has even sizes: what is odd loses its last row or column. */
function evenSize({ width, height }: Size): Size {
  return { width: width & ~1, height: height & ~1 };
}
