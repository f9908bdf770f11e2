/** A clip over encoders that do as they are told; what real ones make of it is tested in a browser. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Clip } from './clip.ts';

const encoders = vi.hoisted(() => ({ video: (): Promise<void> => Promise.resolve(), times: [] as number[] }));
vi.mock('mediabunny', () => {
  const Nothing = Object;
  return {
    AppendOnlyStreamTarget: Nothing,
    AudioSample: Nothing,
    AudioSampleSource: class {
      add = (): Promise<void> => Promise.resolve();
    },
    Mp4OutputFormat: Nothing,
    Output: class {
      addVideoTrack = (): void => undefined;
      addAudioTrack = (): void => undefined;
      setMetadataTags = (): void => undefined;
      start = (): Promise<void> => Promise.resolve();
    },
    Quality: Nothing,
    VideoSample: class {
      readonly timestamp: number;
      constructor(_frame: unknown, { timestamp }: { timestamp: number }) {
        this.timestamp = timestamp;
      }
      close = (): void => undefined;
    },
    VideoSampleSource: class {
      add = ({ timestamp }: { timestamp: number }): Promise<void> => {
        encoders.times.push(timestamp);
        return encoders.video();
      };
    },
    WebMOutputFormat: Nothing,
  };
});

beforeEach(() => {
  encoders.times = [];
  class FakeFrame {
    clone = (): this => this;
    close = (): void => undefined;
  }
  vi.stubGlobal('VideoFrame', FakeFrame);
});
afterEach(() => void vi.unstubAllGlobals());

const format = { container: 'webm', video: 'vp8', hardware: false, audio: null } as const;
const picture = { pixels: new Uint8Array(16), width: 2, height: 2, mirrored: false };

function begin(): { clip: Clip; failures: string[] } {
  const failures: string[] = [];
  const options = { format, enlarged: null, bitrate: 1, title: '', begun: 0, sound: null };
  const clip = new Clip(
    options,
    () => undefined,
    (_error, part) => failures.push(part),
  );
  return { clip, failures };
}

/** Ten seconds and more of a camera's pictures, four ticks a second. */
async function run(clip: Clip, seconds: number): Promise<void> {
  for (let at = 0; at < seconds * 1000; at += 250) {
    clip.picture({ ...picture, capturedAt: at }, at + 50);
    clip.tick(at + 100);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

it('tells once that its encoder hangs, and never of one that is idle or merely busy', async () => {
  encoders.video = () => Promise.resolve();
  const good = begin();
  await run(good.clip, 20);
  for (let tick = 0; tick < 100; tick++) good.clip.tick(20_000);
  expect(good.failures).toEqual([]);
  expect(encoders.times.length).toBeGreaterThan(70);

  encoders.video = () => new Promise(() => undefined);
  const hanging = begin();
  await run(hanging.clip, 9);
  expect(hanging.failures).toEqual([]);
  await run(hanging.clip, 20);
  expect(hanging.failures).toEqual(['picture']);
});

it('tells which part an encoder failed at', async () => {
  encoders.video = () => Promise.reject(new Error('Broken.'));
  const { clip, failures } = begin();
  await run(clip, 1);
  expect(failures[0]).toBe('picture');
});
