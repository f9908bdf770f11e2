/** Converts camera frames off the page's thread. */
import { messageOf } from '../language/messageOf.ts';
import { FrameConverter } from './frames.ts';
import type { Converted, ToConvert } from './trackSource.ts';

const converter = new FrameConverter();

self.onmessage = ({ data }: MessageEvent<ToConvert>): void => void convert(data);

async function convert({ id, frame, shape, purpose }: ToConvert): Promise<void> {
  const answer = (message: Converted, transfer: Transferable[] = []): void =>
    self.postMessage(message, { transfer });
  try {
    const pixels = await converter.convert(frame, shape, purpose);
    answer({ id, pixels }, [pixels.buffer]);
  } catch (error) {
    answer({ id, pixels: null, message: messageOf(error) });
  }
}
