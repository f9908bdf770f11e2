import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Camera } from './camera.svelte.ts';
import { DemoSource } from './demoSource.ts';
import { DEMO_SCENE, VIDEO_FILE } from './others.ts';
import { fakeBrowser, FakePermission, type FakeDevices, type FakeVideo } from './testing/browser.ts';

let devices: FakeDevices;
let videos: FakeVideo[];

const wish = { cameraId: null, size: { width: 640, height: 360 }, fps: 30 };

/** Everything that was promised is kept. */
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  ({ devices, videos } = fakeBrowser());
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function opened(): Promise<Camera> {
  devices.failure = null;
  const camera = new Camera();
  await camera.open(wish);
  expect(camera.status).toBe('running');
  return camera;
}

it('a camera that was refused is opened once it is allowed, whatever comes before, and only once', async () => {
  const permission = new FakePermission();
  vi.stubGlobal('navigator', {
    mediaDevices: devices,
    permissions: { query: () => Promise.resolve(permission) },
  });
  devices.failure = 'NotAllowedError';
  const camera = new Camera();
  await camera.open(wish);
  await settled();
  expect(camera.status).toBe('refused');
  permission.become('prompt');
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
  devices.failure = null;
  permission.become('granted');
  await settled();
  expect(camera.status).toBe('running');
  permission.become('granted');
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
});

it('a camera that is plugged in is asked for, also where none was ever allowed', async () => {
  const camera = new Camera();
  await camera.open(wish);
  expect(camera.status).toBe('none');
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);

  // Something else came or went.
  devices.dispatchEvent(new Event('devicechange'));
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);

  devices.cameras = 1;
  devices.dispatchEvent(new Event('devicechange'));
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
  // One without a name cannot be chosen.
  expect(camera.devices.map(({ label }) => label)).toContain('No camera');
});

it('from which size on a camera gives too few pictures is seen, and forgotten with the rate', async () => {
  const camera = await opened();
  const ask = (width: number, fps = 30) =>
    camera.open({ ...wish, size: { width, height: (width * 9) / 16 }, fps });
  expect(camera.native).toEqual({ width: 1920, height: 1080, fps: 30, slowFrom: null });
  await ask(1024);
  expect(camera.native?.slowFrom).toBeNull();
  await ask(1920);
  expect(camera.native?.slowFrom).toEqual({ width: 1920, height: 1080 });
  await ask(1280);
  expect(camera.native?.slowFrom).toEqual({ width: 1280, height: 720 });
  await ask(1024);
  await ask(1920);
  expect(camera.native?.slowFrom).toEqual({ width: 1280, height: 720 });
  await ask(1920, 10);
  expect(camera.native?.slowFrom).toBeNull();
});

it('a camera that is opened at such a size is seen to be slow at once', async () => {
  devices.failure = null;
  const camera = new Camera();
  await camera.open({ ...wish, size: { width: 1280, height: 720 } });
  expect(camera.native?.slowFrom).toEqual({ width: 1280, height: 720 });
});

/** Half a second's ticks of silence after some pictures; at which seconds the camera was opened anew. */
async function silentFor(camera: Camera, seconds: number, pictures: number): Promise<number[]> {
  const times: number[] = [];
  devices.getUserMedia.mockClear();
  for (let [at, ms] = [0.5, 500]; at <= seconds; at += 0.5, ms += 500) {
    await vi.advanceTimersByTimeAsync(500);
    // What is opened anew has given nothing yet.
    await camera.revive({ ms, pictures: times.length === 0 ? pictures : 0 });
    if (devices.getUserMedia.mock.calls.length === times.length) continue;
    times.push(at);
    ms = 0;
  }
  return times;
}

describe('a silent camera', () => {
  it('is opened anew again and again, ever more rarely', async () => {
    const camera = await opened();
    const times = await silentFor(camera, 400, 0);
    expect(times.slice(0, 5)).toEqual([4, 8, 13, 23, 43]);
    expect(times.at(-1)).toBeGreaterThan(300);
    expect(camera.status).toBe('running');
  });

  it('is waited for less where it has given pictures, but not after it was asked for another size', async () => {
    const camera = await opened();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await silentFor(camera, 7, 1000)).toEqual([2.5, 6.5]);
    await vi.advanceTimersByTimeAsync(100_000);
    await camera.open({ ...wish, size: { width: 320, height: 180 } });
    expect(await silentFor(camera, 4, 1000)).toEqual([4]);
  });

  it('begins anew with its patience once it has run for a while', async () => {
    const camera = await opened();
    for (let hour = 0; hour < 3; hour++) {
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(await silentFor(camera, 4, 1000)).toEqual([2.5]);
    }
  });
});

describe('a camera that another program uses', () => {
  it('is opened once that lets it go', async () => {
    devices.failure = 'NotReadableError';
    const camera = new Camera();
    await camera.open(wish);
    expect(camera.status).toBe('in-use');
    await vi.advanceTimersByTimeAsync(6500);
    expect(camera.status).toBe('in-use');
    expect(devices.getUserMedia).toHaveBeenCalledTimes(3);
    devices.failure = null;
    await vi.advanceTimersByTimeAsync(3000);
    expect(camera.status).toBe('running');
  });

  it('is called so no longer once it is unplugged', async () => {
    devices.failure = 'NotReadableError';
    const camera = new Camera();
    await camera.open(wish);
    devices.failure = 'NotFoundError';
    devices.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(camera.status).toBe('none');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
  });
});

it('a video that plays in its place has a shape of its own', async () => {
  const camera = new Camera();
  await camera.open({ ...wish, cameraId: VIDEO_FILE });
  expect(camera.native).toBeNull();
  await camera.play(new File(['a film'], 'film.webm'));
  expect(camera.native).toMatchObject({ width: 640, height: 360 });
});

describe('the demo scene whose code cannot be loaded', () => {
  const scene = { close: () => undefined } as DemoSource;
  /** A server that is away when it is first asked for it. */
  const away = () =>
    vi.spyOn(DemoSource, 'open').mockRejectedValueOnce(new TypeError('')).mockResolvedValue(scene);

  it('is told of, and comes by itself once it can be', async () => {
    away();
    const camera = new Camera();
    await camera.open({ ...wish, cameraId: DEMO_SCENE });
    expect(camera.status).toBe('no-demo');
    await vi.advanceTimersByTimeAsync(3000);
    expect(camera.status).toBe('running');
    expect(camera.source).toBe(scene);
  });

  it('does not come in the place of what was chosen meanwhile', async () => {
    const load = away();
    const camera = new Camera();
    await camera.open({ ...wish, cameraId: DEMO_SCENE });
    await camera.open({ ...wish, cameraId: VIDEO_FILE });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(camera.status).toBe('no-video');
    expect(load).toHaveBeenCalledTimes(1);
  });
});

describe('a source that ends by itself', () => {
  it('is a camera that is opened anew: at first at once, then not all the time', async () => {
    const camera = await opened();
    devices.getUserMedia.mockClear();
    const breaks = async (): Promise<void> => {
      const { source } = camera;
      videos.at(-1)!.dispatchEvent(new Event('error'));
      await expect(source!.next(() => wish.size)).rejects.toThrow();
      camera.ended(source!);
      camera.ended(source!);
      await vi.advanceTimersByTimeAsync(1);
    };
    await breaks();
    expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
    await breaks();
    expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(4000);
    expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
    expect(camera.status).toBe('running');
  });

  it('is a damaged video: that is said', async () => {
    const camera = new Camera();
    await camera.open({ ...wish, cameraId: VIDEO_FILE });
    expect(camera.status).toBe('no-video');
    await camera.play(new File(['half of it'], 'half.webm'));
    expect(camera.status).toBe('running');
    const { source } = camera;
    videos.at(-1)!.dispatchEvent(new Event('error'));
    await expect(source!.next(() => wish.size)).rejects.toThrow();
    camera.ended(source!);
    expect(camera.status).toBe('bad-video');
    expect(camera.source).toBeNull();
  });

  it('is no matter where it was let go', async () => {
    const camera = await opened();
    const { source } = camera;
    devices.getUserMedia.mockClear();
    camera.close();
    camera.ended(source!);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(devices.getUserMedia).not.toHaveBeenCalled();
  });
});
