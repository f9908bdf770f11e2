/** Pictures as an encoder takes them, turned round where the stage shows them so. */
import { frameOf, type Laid } from '../camera/videoFrame.ts';
import type { ClipPicture } from './clip.ts';
import { turnedRound } from './turn.ts';

/** Makes frames of one clip: all of one layout, for an encoder need not take them in turns. */
export class ClipFrames {
  #context: OffscreenCanvasRenderingContext2D | null = null;

  /** A frame to be closed, of even size as video has. */
  frameOf(picture: ClipPicture): VideoFrame {
    const { video, pixels, width, height, capturedAt, mirrored } = picture;
    const timestamp = Math.round(capturedAt * 1000);
    if (video) return new VideoFrame(this.#drawn(picture, video, mirrored), { timestamp, alpha: 'discard' });
    return new VideoFrame(mirrored ? turnedRound(pixels, width, height) : pixels, {
      format: 'RGBX',
      codedWidth: width,
      codedHeight: height,
      visibleRect: { x: 0, y: 0, width: width & ~1, height: height & ~1 },
      timestamp,
    });
  }

  /** A camera's own frame may be larger than its picture, whose size is even already. */
  #drawn(picture: Laid, video: NonNullable<Laid['video']>, mirrored: boolean): OffscreenCanvas {
    const { width, height } = picture;
    if (this.#context?.canvas.width !== width || this.#context.canvas.height !== height) {
      this.#context = new OffscreenCanvas(width, height).getContext('2d', {
        alpha: false,
        willReadFrequently: true,
      });
    }
    const context = this.#context!;
    const frame = frameOf(picture, video);
    context.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? width : 0, 0);
    context.drawImage(frame, 0, 0, width, height);
    frame.close();
    return context.canvas;
  }
}
