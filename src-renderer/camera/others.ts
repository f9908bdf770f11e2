/** What can take a camera's place. In the settings and in pickers they stand among the cameras, by these ids. */

/** Our own moving scene. */
export const DEMO_SCENE = 'demo-scene';
/** A video file of the person's. */
export const VIDEO_FILE = 'video-file';
/** In pickers, while a video plays: another one. Never kept. */
export const OTHER_VIDEO = 'other-video';

/** What the pictures on the stage are of. */
export type Subject = 'camera' | 'demo' | 'video';

/** What a camera id stands for. */
export function subjectOf(cameraId: string | null): Subject {
  if (cameraId === DEMO_SCENE) return 'demo';
  return cameraId === VIDEO_FILE ? 'video' : 'camera';
}
