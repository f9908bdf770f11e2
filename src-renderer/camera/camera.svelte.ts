/** The camera: asks for it, opens it, notices when it goes, and opens it again when it comes back. */
import { t } from '../language/language.svelte.ts';
import type { Size } from './cover.ts';
import { cameraProblem, type CameraProblem } from './problem.ts';
import type { PictureSource } from './source.ts';
import { openTrack } from './workerSource.ts';

/** `asking`: the browser asks the person. `opening`: allowed already, starting. */
export type CameraStatus = 'asking' | 'opening' | 'running' | CameraProblem;

/** A camera in the picker. */
export interface CameraDevice {
  readonly id: string;
  readonly label: string;
}

/** What is asked of the camera. */
export interface CameraWish {
  /** Null for the browser's default. */
  readonly cameraId: string | null;
  readonly size: Size;
}

/** One camera at a time. */
export class Camera {
  status = $state<CameraStatus>('opening');
  devices = $state.raw<CameraDevice[]>([]);
  /** Where pictures come from while the camera runs. */
  source = $state.raw<PictureSource | null>(null);
  /** The camera that runs. */
  activeId = $state<string | null>(null);
  #wish: CameraWish | null = null;
  #track: MediaStreamTrack | null = null;
  #turn = 0;

  constructor() {
    // Absent on pages that are not served securely.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', () => void this.#devicesChanged());
  }

  /** Opens the camera that is wished for, or adjusts the running one when only the size differs. */
  async open(wish: CameraWish): Promise<void> {
    const before = this.#wish;
    this.#wish = wish;
    if (this.status === 'running' && this.#track && before?.cameraId === wish.cameraId) {
      // A camera that cannot do this size goes on with its own; the pictures are cut to size anyway.
      await this.#track.applyConstraints(sizeConstraints(wish.size)).catch(() => undefined);
      return;
    }
    await this.retry();
  }

  /** Tries again with the last wish. */
  async retry(): Promise<void> {
    const wish = this.#wish;
    if (!wish) return;
    const turn = ++this.#turn;
    this.#release();
    this.status = (await isAllowed()) ? 'opening' : 'asking';
    try {
      const track = await openCamera(wish);
      if (turn !== this.#turn) return track.stop();
      await this.#take(track, turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.status = cameraProblem(error);
      if (this.status === 'refused') void this.#retryOncePermitted(turn);
    }
    await this.#list();
  }

  /** Lets the camera go for good. */
  close(): void {
    this.#turn++;
    this.#wish = null;
    this.#release();
  }

  async #take(track: MediaStreamTrack, turn: number): Promise<void> {
    this.#track = track;
    track.addEventListener('ended', () => {
      if (turn === this.#turn) void this.#ended();
    });
    const source = await openTrack(track);
    if (turn !== this.#turn) return source.close();
    this.source = source;
    this.activeId = track.getSettings().deviceId ?? null;
    this.status = 'running';
  }

  async #ended(): Promise<void> {
    this.#turn++;
    this.#release();
    this.status = 'ended';
    await this.#list();
    // Another camera may be there to take its place.
    if (this.devices.length > 0) await this.retry();
    if ((this.status as CameraStatus) === 'none') this.status = 'ended';
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    const wished = this.#wish?.cameraId ?? null;
    const wishedIsBack =
      wished !== null && wished !== this.activeId && this.devices.some(({ id }) => id === wished);
    const down = this.status === 'ended' || this.status === 'none' || this.status === 'in-use';
    if ((down && this.devices.length > 0) || (this.status === 'running' && wishedIsBack)) await this.retry();
  }

  async #retryOncePermitted(turn: number): Promise<void> {
    const permission = await cameraPermission();
    permission?.addEventListener(
      'change',
      () => {
        if (turn === this.#turn && permission.state === 'granted') void this.retry();
      },
      { once: true },
    );
  }

  async #list(): Promise<void> {
    try {
      const all = await navigator.mediaDevices.enumerateDevices();
      this.devices = all
        .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
        .map(({ deviceId, label }, index) => ({
          id: deviceId,
          label: label || t('controls.unnamedCamera', { number: index + 1 }),
        }));
    } catch {
      this.devices = [];
    }
  }

  #release(): void {
    this.source?.close();
    this.source = null;
    this.activeId = null;
    this.#track?.stop();
    this.#track = null;
  }
}

function sizeConstraints({ width, height }: Size): MediaTrackConstraints {
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
}

async function openCamera({ cameraId, size }: CameraWish): Promise<MediaStreamTrack> {
  // `ideal`: where the chosen camera is away, another one is better than none.
  const device = cameraId === null ? {} : { deviceId: { ideal: cameraId } };
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { ...device, ...sizeConstraints(size) },
  });
  const track = stream.getVideoTracks()[0];
  if (!track) throw new DOMException('The camera gave no video.', 'NotFoundError');
  return track;
}

async function cameraPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' });
  } catch {
    return null;
  }
}

async function isAllowed(): Promise<boolean> {
  return (await cameraPermission())?.state === 'granted';
}
