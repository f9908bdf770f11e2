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
}

/** Of what a track can give, not of what it was asked for. */
export function limitsOf(track: Partial<Pick<MediaStreamTrack, 'getCapabilities'>>): CameraLimits | null {
  // Absent in some browsers.
  const { width, height, frameRate } = track.getCapabilities?.() ?? {};
  if (!width?.max || !height?.max) return null;
  return { width: width.max, height: height.max, fps: frameRate?.max ? Math.round(frameRate.max) : null };
}

/** The wish in the browser's words. */
export function constraintsOf({ size, fps }: CameraWish): MediaTrackConstraints {
  return { width: { ideal: size.width }, height: { ideal: size.height }, frameRate: { ideal: fps } };
}

/** Opens the camera that is wished for, or another one where that is away. */
export async function openCamera(wish: CameraWish): Promise<MediaStreamTrack> {
  const { cameraId } = wish;
  // `ideal`: where the chosen camera is away, another one is better than none.
  const device = cameraId === null ? {} : { deviceId: { ideal: cameraId } };
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { ...device, ...constraintsOf(wish) },
  });
  const track = stream.getVideoTracks()[0];
  if (!track) throw new DOMException('The camera gave no video.', 'NotFoundError');
  return track;
}
