import { describe, expect, it } from 'vitest';
import { TrackSource, type Converter } from './trackSource.ts';

const SIZE = { width: 2, height: 1 };

/** A frame whose pixels are its number. */
class FakeFrame {
  static alive = 0;
  readonly displayWidth = SIZE.width;
  readonly displayHeight = SIZE.height;
  readonly visibleRect = SIZE;
  readonly timestamp: number;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
    this.timestamp = number * 33_000;
    FakeFrame.alive += 1;
  }

  clone(): FakeFrame {
    return new FakeFrame(this.number);
  }

  copyTo(pixels: Uint8Array): Promise<void> {
    pixels.fill(this.number);
    return Promise.resolve();
  }

  close(): void {
    FakeFrame.alive -= 1;
  }
}

function camera(openConverter: () => Converter | null = () => null) {
  FakeFrame.alive = 0;
  let controller: ReadableStreamDefaultController<VideoFrame> | undefined;
  const readable = new ReadableStream<VideoFrame>({ start: (given) => void (controller = given) });
  const source = new TrackSource(readable, openConverter);
  const see = async (number: number): Promise<void> => {
    controller?.enqueue(new FakeFrame(number) as unknown as VideoFrame);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { source, see, end: () => controller?.close() };
}

describe('a camera track', () => {
  it('gives the newest frame, once, and holds no other', async () => {
    const { source, see } = camera();
    await see(1);
    await see(2);
    expect(FakeFrame.alive).toBe(1);
    expect((await source.next(SIZE)).pixels[0]).toBe(2);
    const next = source.next(SIZE);
    await see(3);
    expect((await next).pixels[0]).toBe(3);
    expect(FakeFrame.alive).toBe(1);
  });

  it('lets go at once of what comes faster than is wanted', async () => {
    const { source, see } = camera();
    source.limit(0.1);
    for (const number of [1, 2, 3]) await see(number);
    expect(FakeFrame.alive).toBe(1);
    expect((await source.next(SIZE)).pixels[0]).toBe(1);
  });

  it('shows the newest to the gallery without using it up', async () => {
    const { source, see } = camera();
    await see(1);
    expect((await source.peek(SIZE)).pixels[0]).toBe(1);
    expect((await source.next(SIZE)).pixels[0]).toBe(1);
  });

  it('goes on in the page when its converter stops', async () => {
    let closed = 0;
    const broken: Converter = {
      convert: (frame) => {
        frame.close();
        return Promise.reject(new Error('The worker could not be loaded.'));
      },
      close: () => void (closed += 1),
    };
    const { source, see } = camera(() => broken);
    await see(1);
    const next = source.next(SIZE);
    await see(2);
    expect((await next).pixels[0]).toBe(2);
    expect(closed).toBe(1);
    expect(FakeFrame.alive).toBe(1);
  });

  it('turns away whoever waits when it is closed or ends', async () => {
    const closed = camera();
    const next = closed.source.next(SIZE);
    closed.source.close();
    await expect(next).rejects.toThrow('closed');
    const ended = camera();
    const waiting = ended.source.peek(SIZE);
    ended.end();
    await expect(waiting).rejects.toThrow('stopped');
    expect(FakeFrame.alive).toBe(0);
  });
});
