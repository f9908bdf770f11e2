/** Thumbnails: a picture out of the clip, or a large picture made small; made when its place comes into sight, one at a time. */

/** What a thumbnail is made of. */
export interface ThumbnailSource {
  readonly url: string;
  /** A clip, a picture that is too large to be shown as it is, or one that is not. */
  readonly kind: 'clip' | 'large' | 'small';
}

const WIDTH = 480;
/** Past the first moment, when people still reach for the key. */
const AT_SECONDS = 0.6;
const PATIENCE_MS = 8000;

const made = new Map<string, string>();
let queue: Promise<unknown> = Promise.resolve();

/** A Svelte action for an image: gives it its thumbnail. */
export function thumbnail(
  image: HTMLImageElement,
  source: ThumbnailSource,
): { update(source: ThumbnailSource): void; destroy(): void } {
  let present = source;
  const observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) {
      observer.disconnect();
      void show(image, present, () => present);
    }
  });
  observer.observe(image);
  return {
    update(next) {
      if (next.url === present.url) return;
      present = next;
      void show(image, next, () => present);
    },
    destroy: () => observer.disconnect(),
  };
}

async function show(
  image: HTMLImageElement,
  source: ThumbnailSource,
  present: () => ThumbnailSource,
): Promise<void> {
  const url = source.kind === 'small' ? source.url : (made.get(source.url) ?? (await makeThumbnail(source)));
  if (url !== null && present().url === source.url) image.src = url;
}

/** Makes a thumbnail once; the others wait. */
function makeThumbnail({ url, kind }: ThumbnailSource): Promise<string | null> {
  const next = queue.then(async () => {
    const known = made.get(url);
    if (known !== undefined) return known;
    const blob = await (kind === 'clip' ? grab(url) : shrink(url)).catch(() => null);
    if (!blob) return null;
    const thumbnailUrl = URL.createObjectURL(blob);
    made.set(url, thumbnailUrl);
    return thumbnailUrl;
  });
  queue = next;
  return next;
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
    await heard(video, 'seeked', 'error');
    const height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    const canvas = new OffscreenCanvas(WIDTH, height);
    canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, WIDTH, height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

/** Resolves at one event, rejects at another, or when neither comes. */
function heard(video: HTMLVideoElement, good: string, bad: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The clip did not answer.')), PATIENCE_MS);
    video.addEventListener(bad, () => reject(new Error('The clip cannot be shown.')), { once: true });
    video.addEventListener(
      good,
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
