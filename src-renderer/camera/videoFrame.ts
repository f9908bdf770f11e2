/** Pictures whose pixels lie as a camera gives them: three eighths of the bytes of RGBA. */
import type { Pixels } from '../bridge/bridge.ts';
import type { Video } from '../bridge/contract.ts';
import type { Crop, Size } from './cover.ts';

/** What is wanted of a picture: its size, and how its pixels lie; RGBA where that is not said. */
export interface Shape extends Size {
  readonly video?: Video | null | undefined;
  /** Whether video is wanted only as large as the picture, so that nobody has to cut and scale it. */
  readonly onlyWhole?: boolean;
}

/** A picture's pixels. Of video they have a size of their own, and the picture is the part in their middle. */
export interface Laid extends Shape {
  readonly pixels: Pixels;
}

const PLANES: Partial<Record<string, Video['planes']>> = { I420: 'i420', NV12: 'nv12' };
/** Browsers take frames that do not say it as those of old television. */
const UNSAID = 'smpte170m';
const MATRICES: Partial<Record<string, Video['matrix']>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
};

/** Newer than the library's types: a tablet that is turned has its camera's frames turned as they are drawn. */
interface Turned {
  readonly rotation?: number;
  readonly flip?: boolean;
}

/** Whether a frame's pixels lie as they are seen: drawing it turns and mirrors what copying leaves as it is. */
export function isUpright(frame: VideoFrame): boolean {
  const { rotation = 0, flip = false } = frame as Turned;
  return rotation === 0 && !flip;
}

/** How a frame's own pixels lie; null where painters do not take them so. */
export function videoOf(frame: VideoFrame): Video | null {
  const { format, colorSpace, visibleRect, displayWidth, displayHeight } = frame;
  const planes = PLANES[format ?? ''];
  const matrix = MATRICES[colorSpace.matrix ?? UNSAID];
  const { width = 0, height = 0 } = visibleRect ?? {};
  const isSquare = Math.abs((width * displayHeight) / (height * displayWidth) - 1) < 0.02;
  if (!planes || !matrix || !isSquare || !isUpright(frame) || !isEven(width, height)) return null;
  return { planes, matrix, full: colorSpace.fullRange === true, width, height };
}

function isEven(width: number, height: number): boolean {
  return width % 2 === 0 && height % 2 === 0 && (width * height) % 8 === 0;
}

/** Smaller paintings are soon on their way in RGBA, which has a colour of its own for every pixel. */
const LEAST_PIXELS = 448 * 252;
/** Larger ones the painter makes in parts, of RGBA. */
const MOST_PIXELS = 2_400_000;

/** Whether paintings of a size are better made of video, where that is possible at all. */
export function isVideoSize({ width, height }: Size): boolean {
  const pixels = width * height;
  return isEven(width, height) && pixels >= LEAST_PIXELS && pixels <= MOST_PIXELS;
}

/** Whether a painting of a size is of all of the video's pixels, each by itself. */
export function isWhole(video: Size, { width, height }: Size): boolean {
  return video.width === width && video.height === height;
}

/** Whether pixels of both lie alike. */
export function isAlike(one: Video | null, other: Video | null): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(video: Video | null): string {
  return video ? [video.planes, video.matrix, video.full, video.width, video.height].join() : '';
}

/** The part in the middle of video that is painted, its edges even, as the painter cuts it. */
export function videoCrop(video: Size, { width, height }: Size): Crop {
  const scale = Math.min(video.width / width, video.height / height);
  const even = (value: number): number => 2 * Math.floor(value / 2 + 1e-6);
  const [across, down] = [even(width * scale), even(height * scale)];
  return {
    x: even((video.width - across) / 2),
    y: even((video.height - down) / 2),
    width: across,
    height: down,
  };
}

/** The size in which a picture's pixels are there: a camera's may be larger than what is painted of it. */
export function ownSize({ width, height, video }: Shape): Size {
  return video ? videoCrop(video, { width, height }) : { width, height };
}

/** Such a picture as the browser draws it; to be closed. Its colours are the screen's, as those of RGBA are. */
export function frameOf({ pixels, ...size }: Laid, video: Video): VideoFrame {
  const { planes, matrix, full, width, height } = video;
  return new VideoFrame(pixels, {
    format: planes === 'i420' ? 'I420' : 'NV12',
    codedWidth: width,
    codedHeight: height,
    visibleRect: videoCrop(video, size),
    timestamp: 0,
    colorSpace: {
      matrix: matrix === 'bt601' ? 'smpte170m' : matrix,
      primaries: 'bt709',
      transfer: 'iec61966-2-1',
      fullRange: full,
    },
  });
}

/** Draws a picture over a canvas of its own size. */
export function drawOn(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null,
  picture: Laid,
): void {
  const { width, height, pixels, video } = picture;
  if (video) {
    const frame = frameOf(picture, video);
    context?.drawImage(frame, 0, 0);
    frame.close();
    return;
  }
  const view = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, width * height * 4);
  context?.putImageData(new ImageData(view, width, height), 0, 0);
}
