/** A clip over encoders that do as they are told; what real ones make of it is tested in a browser. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clip, type ClipOptions } from './clip.ts';

const encoders = vi.hoisted(() => ({
  video: (): Promise<void> => Promise.resolve(),
  times: [] as number[],
  sounds: [] as number[],
}));
vi.mock('mediabunny', () => {
  const Nothing = Object;
  return {
    AppendOnlyStreamTarget: Nothing,
    AudioSample: class {
      readonly timestamp: number;
      constructor({ timestamp }: { timestamp: number }) {
        this.timestamp = timestamp;
      }
      close = (): void => undefined;
    },
    AudioSampleSource: class {
      add = ({ timestamp }: { timestamp: number }): Promise<void> => {
        encoders.sounds.push(timestamp);
        return Promise.resolve();
      };
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
  encoders.sounds = [];
  class FakeFrame {
    clone = (): this => this;
    close = (): void => undefined;
  }
  vi.stubGlobal('VideoFrame', FakeFrame);
});
afterEach(() => void vi.unstubAllGlobals());

const format = { container: 'webm', video: 'vp8', hardware: false, audio: null } as const;
const picture = { pixels: new Uint8Array(16), width: 2, height: 2, mirrored: false };

function begin(change: Partial<ClipOptions> = {}): { clip: Clip; failures: string[] } {
  const failures: string[] = [];
  const options = { format, enlarged: null, bitrate: 1, title: '', begun: 0, sound: null, ...change };
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

describe('a machine that sleeps', () => {
  const HOUR = 3600_000;
  const sounding = { format: { ...format, audio: 'opus' }, sound: { rate: 8000, channels: 1 } } as const;
  const spoken = (clip: Clip, at: number): void => clip.sound(at, [new Float32Array(800)]);
  /** What wakes a clip first. */
  const wakes: Record<string, (clip: Clip, at: number) => void> = {
    'a tick': (clip, at) => clip.tick(at),
    'a picture': (clip, at) => clip.picture({ ...picture, capturedAt: at }, at + 50),
    'a sound': spoken,
    'its end': (clip, at) => void clip.end(at),
    'a pause of the person’s': (clip, at) => clip.pause(at),
  };

  it.each(Object.entries(wakes))(
    'leaves no trace in the clip, whatever comes first: %s',
    async (_what, wake) => {
      encoders.video = () => Promise.resolve();
      const { clip } = begin(sounding);
      await run(clip, 3);
      const before = clip.timeline.length(2850);
      wake(clip, HOUR);
      expect(clip.timeline.length(HOUR)).toBeCloseTo(before, 3);
      clip.resume(HOUR);
      for (let at = HOUR; at < HOUR + 2000; at += 250) {
        clip.picture({ ...picture, capturedAt: at }, at + 50);
        spoken(clip, at);
        clip.tick(at + 100);
      }
      await new Promise((resolve) => setTimeout(resolve));
      expect(clip.timeline.length(HOUR + 2000)).toBeCloseTo(before + 2, 3);
      expect(Math.max(...encoders.times)).toBeLessThan(before + 2);
      expect(Math.max(...encoders.sounds)).toBeLessThan(before + 2.1);
      expect(encoders.sounds.length, 'an hour of silence is 36,000 pieces').toBeLessThan(100);
    },
  );

  it('while it records nothing yet, or stands in a pause, changes nothing about either', () => {
    const { clip } = begin(sounding);
    clip.tick(0);
    clip.picture({ ...picture, capturedAt: HOUR }, HOUR + 50);
    clip.tick(HOUR + 1000);
    clip.pause(HOUR + 1000);
    clip.tick(2 * HOUR);
    clip.tick(3 * HOUR);
    clip.resume(4 * HOUR);
    clip.tick(4 * HOUR + 100);
    expect(clip.timeline.length(4 * HOUR + 500)).toBeCloseTo(1.5, 3);
  });

  it('is not what merely was busy: pictures that waited in the meantime are all there', async () => {
    encoders.video = () => Promise.resolve();
    const { clip } = begin();
    clip.tick(0);
    for (let at = 100; at <= 9100; at += 1000) clip.picture({ ...picture, capturedAt: at }, 9200);
    clip.tick(9200);
    expect(clip.timeline.length(9200)).toBeCloseTo(9.1, 3);
    await new Promise((resolve) => setTimeout(resolve));
    expect(encoders.times.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
