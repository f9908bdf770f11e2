/** A browser's cameras and video elements, as far as the camera's tests need them. */
import { vi } from 'vitest';

/** A camera that gives its large pictures ten times a second only. */
export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = 'live';
  #asked: MediaTrackConstraints;

  constructor(asked: MediaTrackConstraints) {
    super();
    this.#asked = asked;
  }

  getCapabilities(): MediaTrackCapabilities {
    return { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 } };
  }

  getSettings(): MediaTrackSettings {
    const ideal = (wish: ConstrainULong | ConstrainDouble | undefined): number =>
      typeof wish === 'object' ? (wish.ideal ?? 0) : 0;
    const most = ideal(this.#asked.width) >= 1280 ? 10 : 30;
    return { deviceId: 'fake', frameRate: Math.min(most, ideal(this.#asked.frameRate)) };
  }

  applyConstraints(asked: MediaTrackConstraints): Promise<void> {
    this.#asked = asked;
    return Promise.resolve();
  }

  stop(): void {
    this.readyState = 'ended';
  }
}

/** A video element; a camera in it stays silent, so that `play` is never done. */
export class FakeVideo extends EventTarget {
  srcObject: unknown = null;
  videoWidth = 640;
  videoHeight = 360;
  play(): Promise<void> {
    return this.srcObject === null ? Promise.resolve() : new Promise(() => undefined);
  }
  pause(): void {
    this.videoWidth = 0;
  }
  load(): void {
    this.videoWidth = 0;
  }
  removeAttribute(): void {
    this.videoWidth = 0;
  }
  requestVideoFrameCallback(): number {
    return 0;
  }
}

/** Cameras as a browser has them whose person has not allowed any yet: it says that there are some, not which. */
export class FakeDevices extends EventTarget {
  cameras = 0;
  /** The ids of those that it tells apart. */
  named: readonly string[] = [];
  /** The name of the error that cameras fail with; null where they work. */
  failure: string | null = 'NotFoundError';
  readonly getUserMedia = vi.fn(({ video }: { video: MediaTrackConstraints }) => {
    if (this.failure !== null) return Promise.reject(new DOMException('', this.failure));
    return Promise.resolve({ getVideoTracks: () => [new FakeTrack(video)] });
  });

  enumerateDevices(): Promise<Partial<MediaDeviceInfo>[]> {
    const unnamed = { kind: 'videoinput', deviceId: '', label: '' } as const;
    const named = this.named.map((deviceId) => ({ ...unnamed, deviceId }));
    return Promise.resolve([...named, ...Array.from({ length: this.cameras }, () => unnamed)]);
  }
}

/** What a page may have of cameras; the person changes their mind in the browser. */
export class FakePermission extends EventTarget {
  state: PermissionState = 'denied';

  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

/** Puts it in the browser's place until the globals are unstubbed; `videos` are the elements that are made. */
export function fakeBrowser(): { devices: FakeDevices; videos: FakeVideo[] } {
  const [devices, videos]: [FakeDevices, FakeVideo[]] = [new FakeDevices(), []];
  const createElement = (): FakeVideo => {
    const video = new FakeVideo();
    videos.push(video);
    return video;
  };
  vi.stubGlobal('navigator', { mediaDevices: devices });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', { hidden: false, createElement });
  vi.stubGlobal('MediaStream', Object);
  return { devices, videos };
}
