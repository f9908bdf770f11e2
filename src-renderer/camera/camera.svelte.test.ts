import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Camera } from './camera.svelte.ts';

/** Cameras as a browser has them whose person has not allowed any yet: it says that there are some, not which. */
class MediaDevices extends EventTarget {
  cameras = 0;
  readonly getUserMedia = vi.fn(() => Promise.reject(new DOMException('Not found', 'NotFoundError')));
  enumerateDevices(): Promise<Partial<MediaDeviceInfo>[]> {
    const unnamed = { kind: 'videoinput', deviceId: '', label: '' } as const;
    return Promise.resolve(Array.from({ length: this.cameras }, () => unnamed));
  }
}

let devices: MediaDevices;

/** Everything that was promised is kept. */
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

beforeEach(() => {
  devices = new MediaDevices();
  vi.stubGlobal('navigator', { mediaDevices: devices });
  vi.stubGlobal('addEventListener', () => undefined);
});
afterEach(() => void vi.unstubAllGlobals());

it('a camera that is plugged in is asked for, also where none was ever allowed', async () => {
  const camera = new Camera();
  await camera.open({ cameraId: null, size: { width: 640, height: 480 }, fps: 30 });
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
