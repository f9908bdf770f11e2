/** Thumbnails: a picture out of the clip, or a large picture made small; made while its place is in sight, one at a time. */
import { thumbnailQueue, type ThumbnailSource } from './thumbnailQueue.ts';

const WIDTH = 480;
/** Past the first moment, when people still reach for the key. */
const AT_SECONDS = 0.6;
const PATIENCE_MS = 8000;

const want = thumbnailQueue(({ url, kind }) => (kind === 'clip' ? grab(url) : shrink(url)));

/** A Svelte action for an image: gives it its thumbnail. */
export function thumbnail(
  image: HTMLImageElement,
  source: ThumbnailSource,
): { update(source: ThumbnailSource): void; destroy(): void } {
  let present = source;
  let shown = '';
  let isSeen = false;
  let callOff = (): void => undefined;
  const show = (): void => {
    callOff();
    const { url, kind } = present;
    if (!isSeen || shown === url) return;
    const give = (address: string | null): void => {
      shown = url;
      if (address !== null) image.src = address;
    };
    if (kind === 'small') give(url);
    else callOff = want(present, give);
  };
  const observer = new IntersectionObserver((entries) => {
    isSeen = entries.at(-1)?.isIntersecting ?? false;
    show();
  });
  observer.observe(image);
  return {
    update(next) {
      if (next.url === present.url) return;
      present = next;
      show();
    },
    destroy() {
      observer.disconnect();
      callOff();
    },
  };
}

async function shrink(url: string): Promise<Blob> {
  const picture = await (await fetch(url)).blob();
  const small = await createImageBitmap(picture, { resizeWidth: WIDTH, resizeQuality: 'high' });
  try {
    const canvas = new OffscreenCanvas(small.width, small.height);
    canvas.getContext('2d', { alpha: false })?.drawImage(small, 0, 0);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  } finally {
    small.close();
  }
}

async function grab(url: string): Promise<Blob | null> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = `${url}#t=${AT_SECONDS}`;
  try {
    await new Promise((resolve, reject) => {
      video.onseeked = resolve;
      video.onerror = reject;
      setTimeout(reject, PATIENCE_MS);
    });
    const height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    const canvas = new OffscreenCanvas(WIDTH, height);
    canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, WIDTH, height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}
