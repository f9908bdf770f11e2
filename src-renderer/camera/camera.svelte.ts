/** The camera: asks for it, opens it, notices when it goes, and opens it again when it comes back. */
import { t } from '../language/language.svelte.ts';
import type { Size } from './cover.ts';
import { DemoSource } from './demoSource.ts';
import { DEMO_SCENE, OTHER_VIDEO, subjectOf, VIDEO_FILE } from './others.ts';
import { constraintsOf, limitsOf, openCamera, type CameraLimits, type CameraWish } from './openCamera.ts';
import { cameraProblem, type CameraProblem } from './problem.ts';
import type { PictureSource } from './source.ts';
import { VideoSource } from './videoSource.ts';
import { openTrack } from './trackSource.ts';

/** `asking`: the browser asks the person. `opening`: allowed already, starting. */
export type CameraStatus = 'asking' | 'opening' | 'running' | CameraProblem;

/** A camera in the picker, or what can take its place. */
export interface CameraDevice {
  readonly id: string;
  readonly label: string;
}

/** How often a camera that another program uses is asked for again. */
const BUSY_RETRY_MS = 3000;
/** The longest time between attempts to bring a silent camera back. */
const LONGEST_SILENCE_MS = 60_000;

/** One camera at a time, or what takes its place. */
export class Camera {
  status = $state<CameraStatus>('opening');
  /** Where pictures come from while the camera runs. */
  source = $state.raw<PictureSource | null>(null);
  /** The camera that runs. */
  activeId = $state<string | null>(null);
  /** The most that the camera gives; null where that is not known. */
  native = $state.raw<CameraLimits | null>(null);
  /** The video that plays in a camera's place; it is not remembered from one start to the next. */
  video = $state.raw<File | null>(null);
  readonly devices = $derived(this.#choices());
  /** Those that are there; a browser keeps their ids to itself (`''`) until the person has allowed one. */
  #cameras = $state.raw<{ id: string; label: string }[]>([]);
  #wish: CameraWish | null = null;
  #track: MediaStreamTrack | null = null;
  #turn = 0;
  #silences = 0;
  #reviveFrom = 0;

  constructor() {
    // Absent on pages that are not served securely.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', () => void this.#devicesChanged());
    // A frame that the page leaves behind open counts against the next page until its garbage is collected.
    addEventListener('pagehide', () => this.#release());
    addEventListener('pageshow', ({ persisted }) => void (persisted && this.retry()));
  }

  /** Opens the camera that is wished for, or adjusts the running one when only the size differs. */
  async open(wish: CameraWish): Promise<void> {
    const before = this.#wish;
    this.#wish = wish;
    if (before?.cameraId === wish.cameraId) {
      // One that is on its way gets the size when it is there: asked for twice at once, a camera may stay silent.
      if (this.status === 'asking' || this.status === 'opening') return;
      if (this.status === 'running') return this.#adjust(before);
    } else {
      this.#silences = 0;
    }
    await this.retry();
  }

  /**
   * The camera runs, but gives no pictures; called again and again while that is so. It is opened anew, at
   * first at once and then ever more rarely.
   */
  async revive(): Promise<void> {
    if (this.status !== 'running' || subjectOf(this.activeId) !== 'camera' || document.hidden) return;
    if ((this.source?.rate ?? 0) > 0) this.#silences = 0;
    if (performance.now() < this.#reviveFrom) return;
    this.#reviveFrom = performance.now() + Math.min(LONGEST_SILENCE_MS, 4000 * 2 ** this.#silences++);
    await this.retry();
  }

  /** Tries again with the last wish. */
  async retry(): Promise<void> {
    const wish = this.#wish;
    if (!wish) return;
    const turn = ++this.#turn;
    this.#release();
    if (subjectOf(wish.cameraId) !== 'camera') return this.#openOther(wish.cameraId, turn);
    const allowed = await isAllowed();
    if (turn !== this.#turn) return;
    this.status = allowed ? 'opening' : 'asking';
    try {
      const track = await openCamera(wish);
      if (turn !== this.#turn) return track.stop();
      await this.#take(track, turn);
      await this.#adjust(wish);
    } catch (error) {
      if (turn !== this.#turn) return;
      const permitted = await isAllowed();
      if (turn !== this.#turn) return;
      this.status = cameraProblem(error, permitted);
      if (this.status === 'refused') void this.#retryOncePermitted(turn);
      if (this.status === 'in-use') this.#retrySoon(turn);
    }
    await this.#list();
  }

  /** Lets the camera go for good. */
  close(): void {
    this.#turn++;
    this.#wish = null;
    this.#release();
  }

  /** Plays this video in a camera's place, as soon as that is wished for. */
  async play(video: File): Promise<void> {
    this.video = video;
    if (subjectOf(this.#wish?.cameraId ?? null) === 'video') await this.retry();
  }

  async #openOther(id: string | null, turn: number): Promise<void> {
    void this.#list();
    this.native = null;
    if (id === DEMO_SCENE) return this.#run(new DemoSource(), id);
    if (!this.video) {
      this.status = 'no-video';
      return;
    }
    this.status = 'opening';
    try {
      const source = await VideoSource.openFile(this.video);
      if (turn === this.#turn) this.#run(source, id);
      else source.close();
    } catch {
      if (turn === this.#turn) this.status = 'bad-video';
    }
  }

  /**
   * Asks the running camera for what is wished for now where it was asked for something else. Frames that come
   * in the working size need no scaling here, which costs many times what the browser's own does. A camera that
   * cannot do this size goes on with its own; the pictures are cut to size anyway.
   */
  async #adjust(asked: CameraWish): Promise<void> {
    const wish = this.#wish;
    if (!wish || (sameSize(asked.size, wish.size) && asked.fps === wish.fps)) return;
    this.source?.limit?.(wish.fps);
    await this.#track?.applyConstraints(constraintsOf(wish)).catch(() => undefined);
  }

  #run(source: PictureSource, id: string | null): void {
    source.limit?.(this.#wish?.fps ?? Infinity);
    this.source = source;
    this.activeId = id;
    this.status = 'running';
  }

  async #take(track: MediaStreamTrack, turn: number): Promise<void> {
    this.#track = track;
    track.addEventListener('ended', () => {
      if (turn === this.#turn) void this.#ended();
    });
    const source = await openTrack(track, this.#silences > 1);
    if (turn !== this.#turn) return source.close();
    this.native = limitsOf(track);
    this.#run(source, track.getSettings().deviceId ?? null);
  }

  async #ended(): Promise<void> {
    this.#turn++;
    this.#release();
    this.status = 'ended';
    await this.#list();
    // Another camera may be there to take its place.
    if (this.#cameras.length > 0) await this.retry();
    if ((this.status as CameraStatus) === 'none') this.status = 'ended';
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    const wished = this.#wish?.cameraId ?? null;
    const wishedIsBack =
      wished !== null && wished !== this.activeId && this.#cameras.some(({ id }) => id === wished);
    const down = this.status === 'ended' || this.status === 'none' || this.status === 'in-use';
    if ((down && this.#cameras.length > 0) || (this.status === 'running' && wishedIsBack)) await this.retry();
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

  /** Nobody tells when another program lets the camera go. */
  #retrySoon(turn: number): void {
    setTimeout(() => {
      if (turn === this.#turn && this.status === 'in-use') void this.#retryQuietly(turn);
    }, BUSY_RETRY_MS);
  }

  /** Tries once more without a word until it works. */
  async #retryQuietly(turn: number): Promise<void> {
    if (!this.#wish) return;
    try {
      const track = await openCamera(this.#wish);
      if (turn !== this.#turn) return track.stop();
      await this.#take(track, turn);
      await this.#list();
    } catch {
      if (turn === this.#turn) this.#retrySoon(turn);
    }
  }

  async #list(): Promise<void> {
    try {
      const all = await navigator.mediaDevices.enumerateDevices();
      this.#cameras = all
        .filter(({ kind }) => kind === 'videoinput')
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    } catch {
      this.#cameras = [];
    }
  }

  /** The cameras, and what can take a camera's place. */
  #choices(): CameraDevice[] {
    const named = this.#cameras.filter(({ id }) => id !== '');
    const cameras = named.map(({ id, label }, index) => ({
      id,
      label: label || t('controls.unnamedCamera', { number: index + 1 }),
    }));
    const none = { id: '', label: t('controls.noCamera') };
    const demo = { id: DEMO_SCENE, label: t('camera.demo') };
    const videos =
      this.video && this.activeId === VIDEO_FILE
        ? [
            { id: VIDEO_FILE, label: this.video.name },
            { id: OTHER_VIDEO, label: t('camera.otherVideo') },
          ]
        : [{ id: VIDEO_FILE, label: t('camera.video') }];
    return [...(cameras.length > 0 ? cameras : [none]), demo, ...videos];
  }

  #release(): void {
    this.source?.close();
    this.source = null;
    this.activeId = null;
    this.#track?.stop();
    this.#track = null;
  }
}

function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
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
