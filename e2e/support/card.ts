/** A graphics card at the page's edge: the page believes that one paints, and the processor does. */
import type { Page } from '@playwright/test';

/** Has the page take the processor for a graphics card, and counts what it draws of video. */
export async function cardAtTheEdge(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Without its worker the line is the page's own, where its messages can be met.
    const Real = Worker;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        if (String(url).includes('line')) throw new Error('There is no such worker in this test.');
        super(url, options);
      }
    };
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!.get!;
    Object.defineProperty(MessageEvent.prototype, 'data', {
      get(this: MessageEvent<unknown>): unknown {
        const value = data.call(this) as unknown;
        const isText = typeof value === 'string' && this.target instanceof WebSocket;
        return isText ? value.replaceAll('"device":"cpu"', '"device":"webgpu"') : value;
      },
    });
  });
  await countVideo(page);
}

/** Counts what the page draws of video: `window.videoFrames`. */
export async function countVideo(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawn: Record<string, number> = {};
    Object.assign(window, { videoFrames: drawn });
    window.VideoFrame = new Proxy(VideoFrame, {
      construct(Made, args: [BufferSource, VideoFrameBufferInit]) {
        const { format, codedWidth, codedHeight } = args[1];
        const kind = `${format} ${codedWidth}x${codedHeight}`;
        drawn[kind] = (drawn[kind] ?? 0) + 1;
        return new Made(...args);
      },
    });
  });
}

/** What was drawn of video, by layout and size. */
export function videoFrames(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => (window as unknown as { videoFrames: Record<string, number> }).videoFrames);
}
