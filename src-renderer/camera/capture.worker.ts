/**
 * Converts camera frames off the page's thread: the page hands over the stream of frames and asks for
 * pixels by message.
 */
import { FrameReader } from './frames.ts';
import type { CaptureAnswer, CaptureRequest } from './workerSource.ts';

let reader: FrameReader | null = null;

const answer = (message: CaptureAnswer, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

self.onmessage = ({ data }: MessageEvent<CaptureRequest>): void => {
  if (data.type === 'start') {
    reader = new FrameReader(data.readable, () => answer({ type: 'ended' }));
  } else if (reader) {
    void grab(reader, data);
  }
};

async function grab(
  from: FrameReader,
  { id, which, size }: CaptureRequest & { type: 'grab' },
): Promise<void> {
  try {
    const picture = await (which === 'next' ? from.next(size) : from.peek(size));
    answer({ type: 'picture', id, picture, rate: from.rate }, [picture.pixels.buffer]);
  } catch (error) {
    answer({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}
