/** Takes pictures out of a clip, off the page's thread: in the media worker. */
import { CustomSource, Input, MP4, WEBM } from 'mediabunny';
import { messageOf } from '../language/messageOf.ts';
import type { LoopNews, LoopOrder } from './loop.ts';
import { OpaqueSampleSink } from './opaque.ts';

const say = (news: LoopNews, transfer: Transferable[] = []): void => self.postMessage(news, { transfer });

/** Hears what the page says. */
export function receive(data: LoopOrder): void {
  take(data).catch((error: unknown) => {
    say({ message: messageOf(error) });
  });
}

async function take({ url, bytes, width, height, times }: LoopOrder): Promise<void> {
  const input = new Input({ source: clipAt(url, bytes), formats: [MP4, WEBM] });
  const track = await input.getPrimaryVideoTrack();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!track || !context || !(await track.canDecode())) return say({ message: '' });
  context.imageSmoothingQuality = 'high';
  let index = 0;
  for await (const sample of new OpaqueSampleSink(track).samplesAtTimestamps(times)) {
    // Before the first picture, and where one is missing, the canvas keeps what it has.
    if (sample) {
      // Through one with holes, where a decoder gives such, the last one would be seen.
      context.clearRect(0, 0, width, height);
      sample.draw(context, 0, 0, width, height);
      sample.close();
    }
    const pixels = new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
    say({ index: index++, pixels }, [pixels.buffer]);
  }
  input.dispose();
}

/**
 * The parts of a clip that are looked at, from our own media route. It always gives the part it is asked for, so
 * what Mediabunny's `UrlSource` does to find that out, and its retries, are not needed: a larger page is spared.
 */
function clipAt(url: string, bytes: number): CustomSource {
  return new CustomSource({
    getSize: () => bytes,
    read: async (start, end) => {
      const { status, body } = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` } });
      if (status !== 206 || !body) throw new Error(`The clip cannot be read (HTTP status ${status}).`);
      return body;
    },
    prefetchProfile: 'fileSystem',
  });
}
