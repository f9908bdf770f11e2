/** The one camera among several that a person has chosen. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Camera } from './camera.svelte.ts';
import { fakeBrowser, type FakeDevices } from './testing/browser.ts';

let devices: FakeDevices;

const wish = { cameraId: 'chosen', size: { width: 640, height: 360 }, fps: 30 };

/** Everything that was promised is kept. */
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  ({ devices } = fakeBrowser());
  devices.failure = null;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('the camera that was chosen is opened, whatever pictures it gives; another one only where it is away', async () => {
  devices.getUserMedia.mockRejectedValueOnce(new DOMException('', 'OverconstrainedError'));
  const camera = new Camera();
  await camera.open(wish);
  expect(camera.status).toBe('running');
  const asked = devices.getUserMedia.mock.calls.map(([{ video }]) => video.deviceId);
  expect(asked).toEqual([{ exact: 'chosen' }, undefined]);

  devices.failure = 'NotReadableError';
  await camera.open({ ...wish, cameraId: 'busy' });
  expect(camera.status).toBe('in-use');
  expect(devices.getUserMedia).toHaveBeenCalledTimes(3);
  camera.close();
});

it('a camera that is plugged in again takes its place back; where another runs in spite of it, that goes on', async () => {
  const camera = new Camera();
  // What runs is called "fake".
  await camera.open(wish);
  const change = async (...named: string[]): Promise<void> => {
    devices.named = named;
    devices.dispatchEvent(new Event('devicechange'));
    await settled();
  };
  await change('fake');
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
  await change('fake', 'chosen');
  expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
  // Something else came or went.
  await change('fake', 'chosen', 'third');
  expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
});

it('a camera that returns while its substitute is still being opened takes its place at once', async () => {
  const camera = new Camera();
  let found: (() => void) | undefined;
  const stream = await devices.getUserMedia({ video: {} });
  devices.getUserMedia.mockClear();
  devices.getUserMedia.mockReturnValueOnce(new Promise((resolve) => (found = () => resolve(stream))));
  const opening = camera.open(wish);
  await settled();
  devices.named = ['fake', 'chosen'];
  devices.dispatchEvent(new Event('devicechange'));
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
  found?.();
  await opening;
  // What runs is called "fake" still: that was the browser's choice.
  expect([camera.status, camera.activeId]).toEqual(['running', 'fake']);
  expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
});

it('a camera in whose place the browser opens another, though it is there, is not asked for again', async () => {
  const camera = new Camera();
  devices.named = ['fake', 'chosen'];
  await camera.open(wish);
  expect(camera.activeId).toBe('fake');
  devices.dispatchEvent(new Event('devicechange'));
  await settled();
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
});
