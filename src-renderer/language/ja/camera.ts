import type { Translation } from '../catalogue.ts';
import type { camera as english } from '../en/camera.ts';

export const camera: Translation<typeof english> = {
  demo: 'デモの風景',
  video: '動画ファイル…',
  otherVideo: '別の動画…',
};
