import { describe, expect, it } from 'vitest';
import { TrackSource, type Converter } from './trackSource.ts';

const SIZE = { width: 2, height: 1 };

/** A frame whose pixels are its number. */
class FakeFrame {
  static alive = 0;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly visibleRect: typeof SIZE;
  readonly format = 'NV12';
  readonly colorSpace = { matrix: 'bt709', fullRange: false };
  readonly timestamp: number;
  readonly number: number;

  constructor(number: number, size = SIZE) {
    this.number = number;
    this.visibleRect = size;
    this.displayWidth = size.width;
    this.displayHeight = size.height;
    this.timestamp = number * 33_000;
    FakeFrame.alive += 1;
  }

  clone(): FakeFrame {
    return new FakeFrame(this.number, this.visibleRect);
  }

  allocationSize(): number {
    return this.displayWidth * this.displayHeight * 1.5;
  }

  copyTo(pixels: Uint8Array, how?: object): Promise<void> {
    if (!how && this.number < 0) return Promise.reject(new Error('These are not given out.'));
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
  const see = async (number: number, size = SIZE): Promise<void> => {
    controller?.enqueue(new FakeFrame(number, size) as unknown as VideoFrame);
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
    expect((await source.next(() => SIZE)).pixels[0]).toBe(2);
    const next = source.next(() => SIZE);
    await see(3);
    expect((await next).pixels[0]).toBe(3);
    expect(FakeFrame.alive).toBe(1);
  });

  it('lets go at once of what comes faster than is wanted', async () => {
    const { source, see } = camera();
    source.limit(0.1);
    for (const number of [1, 2, 3]) await see(number);
    expect(FakeFrame.alive).toBe(1);
    expect((await source.next(() => SIZE)).pixels[0]).toBe(1);
  });

  it('shows the newest to the gallery without using it up', async () => {
    const { source, see } = camera();
    await see(1);
    expect((await source.peek(SIZE)).pixels[0]).toBe(1);
    expect((await source.next(() => SIZE)).pixels[0]).toBe(1);
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
    const next = source.next(() => SIZE);
    await see(2);
    expect((await next).pixels[0]).toBe(2);
    expect(closed).toBe(1);
    expect(FakeFrame.alive).toBe(1);
  });

  it('gives frames as they are where that is wanted, whatever their size', async () => {
    const { source, see } = camera();
    const [large, small] = [
      { width: 16, height: 8 },
      { width: 8, height: 4 },
    ];
    const video = { planes: 'nv12', matrix: 'bt709', full: false, ...large } as const;
    await see(1, large);
    expect(source.video).toEqual(video);
    const given = await source.next(() => ({ ...small, video }));
    expect(given).toMatchObject({ ...small, video });
    expect(given.pixels).toHaveLength(16 * 8 * 1.5);
    // The gallery, and who wants RGBA, get that.
    await see(2, small);
    expect((await source.peek(small)).pixels).toHaveLength(8 * 4 * 4);
    const rgba = await source.next(() => small);
    expect([rgba.video, rgba.pixels.length]).toEqual([undefined, 8 * 4 * 4]);
    // The camera's frames have become others.
    await see(3, small);
    expect(await source.next(() => ({ ...large, video }))).toMatchObject({
      ...large,
      video: { ...video, ...small },
    });
    await see(4);
    expect(source.video, 'no painter takes such a size so').toBeNull();
    expect((await source.next(() => ({ ...SIZE, video }))).video).toBeUndefined();
  });

  it('gives RGBA as long as its frames have another size, where they are only wanted whole', async () => {
    const [size, other] = [
      { width: 16, height: 8 },
      { width: 32, height: 16 },
    ];
    const converter: Converter = {
      convert(frame) {
        frame.close();
        return Promise.resolve(new Uint8Array(1));
      },
    };
    const { source, see } = camera(() => converter);
    const video = { planes: 'nv12', matrix: 'bt709', full: false, ...size } as const;
    const next = async (): Promise<unknown> =>
      (await source.next(() => ({ ...size, video, onlyWhole: true }))).video;
    await see(1, other);
    expect(await next()).toBeUndefined();
    await see(2, size);
    expect(await next()).toEqual(video);
  });

  it('gives RGBA, and says no more that it has video, where the browser does not give its pixels out', async () => {
    const { source, see } = camera();
    const size = { width: 8, height: 4 };
    await see(-1, size);
    const { video } = source;
    expect(video).not.toBeNull();
    const next = source.next(() => ({ ...size, video }));
    await see(-2, size);
    const given = await next;
    expect([given.video, given.pixels.length]).toEqual([undefined, 8 * 4 * 4]);
    await see(-3, size);
    expect(source.video).toBeNull();
    expect((await source.next(() => ({ ...size, video }))).video).toBeUndefined();
  });

  it('turns away whoever waits when it is closed or ends', async () => {
    const closed = camera();
    const next = closed.source.next(() => SIZE);
    closed.source.close();
    await expect(next).rejects.toThrow('closed');
    const ended = camera();
    const waiting = ended.source.peek(SIZE);
    ended.end();
    await expect(waiting).rejects.toThrow('stopped');
    expect(FakeFrame.alive).toBe(0);
  });
});
