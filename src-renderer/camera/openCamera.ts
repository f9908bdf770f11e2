/** What is asked of a camera, and what it can give. */
import type { Size } from './cover.ts';

/** What is asked of the camera. */
export interface CameraWish {
  /** Null for the browser's default; else a device's id, or one of what can take a camera's place. */
  readonly cameraId: string | null;
  readonly size: Size;
  /** Pictures a second. */
  readonly fps: number;
}

/** The largest picture that a camera gives, and the most of them a second; null where that is not known. */
export interface CameraLimits extends Size {
  readonly fps: number | null;
  /** The smallest size for which it was seen to give much fewer than were asked for; null until it was. */
  readonly slowFrom: Size | null;
}

/** Less than this part of the wanted pictures is much fewer. */
const TOO_FEW = 0.9;

/** Of what a track can give, not of what it was asked for. */
export function limitsOf(track: Partial<Pick<MediaStreamTrack, 'getCapabilities'>>): CameraLimits | null {
  // Absent in some browsers.
  const { width, height, frameRate } = track.getCapabilities?.() ?? {};
  if (!width?.max || !height?.max) return null;
  const fps = frameRate?.max ? Math.round(frameRate.max) : null;
  return { width: width.max, height: height.max, fps, slowFrom: null };
}

/**
 * The limits once a track was asked for this: many cameras give their large pictures a few times a second only. What
 * a track tells of its rate is that of its format, which is the same in the dark.
 */
export function limitsSeen(
  limits: CameraLimits,
  track: Pick<MediaStreamTrack, 'getSettings'>,
  { size, fps }: CameraWish,
): CameraLimits {
  const { frameRate } = track.getSettings();
  const slow = frameRate && frameRate < TOO_FEW * Math.min(fps, limits.fps ?? Infinity);
  const known = limits.slowFrom && limits.slowFrom.width * limits.slowFrom.height <= size.width * size.height;
  return slow && !known ? { ...limits, slowFrom: { width: size.width, height: size.height } } : limits;
}

/** The wish in the browser's words. */
export function constraintsOf({ size, fps }: CameraWish): MediaTrackConstraints {
  return { width: { ideal: size.width }, height: { ideal: size.height }, frameRate: { ideal: fps } };
}

/** Opens the camera that is wished for, or another one where that is away. */
export async function openCamera(wish: CameraWish): Promise<MediaStreamTrack> {
  const open = (device: MediaTrackConstraints): Promise<MediaStream> =>
    navigator.mediaDevices.getUserMedia({ video: { ...device, ...constraintsOf(wish) } });
  const { cameraId: exact } = wish;
  // As one wish among others it would count less than large pictures.
  const stream = await open(exact === null ? {} : { deviceId: { exact } }).catch((error: unknown) => {
    if ((error as Error).name !== 'OverconstrainedError') throw error;
    // It is away: another one is better than none.
    return open({});
  });
  const track = stream.getVideoTracks()[0];
  if (!track) throw new DOMException('The camera gave no video.', 'NotFoundError');
  return track;
}
