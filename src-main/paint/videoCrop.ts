/** Which part of a video frame is painted. */

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest part in the middle that has a painting's shape, its edges even, as the page cuts its own. */
export function videoCrop(video: Size, size: Size): Size & { readonly x: number; readonly y: number } {
  const scale = Math.min(video.width / size.width, video.height / size.height);
  const even = (value: number): number => 2 * Math.floor(value / 2 + 1e-6);
  const [width, height] = [even(size.width * scale), even(size.height * scale)];
  return { x: even((video.width - width) / 2), y: even((video.height - height) / 2), width, height };
}
