/** The camera: asks for it, opens it, notices when it goes, and opens it again when it comes back. */
import { camerasThere, choicesOf, type CameraDevice } from './choices.ts';
import type { Size } from './cover.ts';
import { DemoSource } from './demoSource.ts';
import { DEMO_SCENE, subjectOf, VIDEO_FILE } from './others.ts';
import {
  constraintsOf,
  limitsOf,
  limitsSeen,
  openCamera,
  type CameraLimits,
  type CameraWish,
} from './openCamera.ts';
import { cameraPermission, isAllowed } from './permission.ts';
import { cameraProblem, type CameraProblem } from './problem.ts';
import type { PictureSource, Silence } from './source.ts';
import { VideoSource } from './videoSource.ts';
import { openTrack } from './trackSource.ts';

/** `asking`: the browser asks the person. `opening`: allowed already, starting. */
export type CameraStatus = 'asking' | 'opening' | 'running' | CameraProblem;

/** How often a camera that another program uses is asked for again, and the scene where it could not be loaded. */
const RETRY_MS = 3000;
/** A camera that was just chosen gives its first picture sooner than this, even in the dark. */
const FIRST_PICTURE_MS = 4000;
/** One that has given pictures gives the next sooner than this. */
const NEXT_PICTURE_MS = 2500;
/** Fewer pictures than these, and then none: Chromium's way of reading the track fell silent, and does so again. */
const FEW_PICTURES = 60;
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
  /** The cameras, and what can take a camera's place. */
  readonly devices = $derived.by(() =>
    choicesOf(this.#cameras, this.activeId === VIDEO_FILE ? this.video : null),
  );
  #cameras = $state.raw<CameraDevice[]>([]);
  #wish: CameraWish | null = null;
  /** The camera that is wished for was there when it was asked for: where another was opened, it would be again. */
  #wasThere = false;
  #track: MediaStreamTrack | null = null;
  #turn = 0;
  #silences = 0;
  #reviveFrom = 0;
  /** When the camera was last asked for another size or rate, which may take it as long as to begin. */
  #adjustedAt = -Infinity;

  constructor() {
    // Absent on pages that are not served securely.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', () => void this.#devicesChanged());
    // A frame that the page leaves behind open counts against the next page until its garbage is collected.
    addEventListener('pagehide', () => this.#release());
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
   * first after a moment and then ever more rarely.
   */
  async revive({ ms, pictures }: Silence): Promise<void> {
    if (this.status !== 'running' || subjectOf(this.activeId) !== 'camera' || document.hidden) return;
    const now = performance.now();
    const isRunning = pictures > 0 && now > this.#adjustedAt + FIRST_PICTURE_MS;
    if (ms < (isRunning ? NEXT_PICTURE_MS : FIRST_PICTURE_MS)) return;
    if (now > this.#reviveFrom + LONGEST_SILENCE_MS) this.#silences = 0;
    if (now < this.#reviveFrom) return;
    if (pictures > 0 && pictures < FEW_PICTURES) this.#silences = Math.max(1, this.#silences);
    await this.#openAnew();
  }

  /** The source gives no more pictures. A camera is opened anew; what has become of a video is said. */
  ended(source: PictureSource): void {
    // One that was let go, or tells of its end itself.
    if (source !== this.source || this.#track?.readyState === 'ended') return;
    if (subjectOf(this.activeId) === 'video') {
      this.#turn++;
      this.#release();
      this.status = 'bad-video';
      return;
    }
    const [now, turn] = [performance.now(), this.#turn];
    if (now > this.#reviveFrom + LONGEST_SILENCE_MS) this.#silences = 0;
    const again = (): void => void (turn === this.#turn && this.#openAnew());
    setTimeout(again, Math.max(0, this.#reviveFrom - now));
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
    await this.#attempt(wish, turn);
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

  /** Opens the camera, or says why that cannot be done. */
  async #attempt(wish: CameraWish, turn: number): Promise<void> {
    const before = this.#list().then(() => this.#isThere());
    try {
      const track = await openCamera(wish);
      if (turn !== this.#turn) return track.stop();
      this.#take(track, wish, turn);
      await this.#adjust(wish);
    } catch (error) {
      const permitted = await isAllowed();
      if (turn !== this.#turn) return;
      this.status = cameraProblem(error, permitted);
      if (this.status === 'refused') void this.#retryOncePermitted(turn);
      if (this.status === 'in-use') this.#retrySoon(turn);
    }
    const wasThere = await before;
    await this.#list();
    if (turn !== this.#turn) return;
    this.#wasThere = wasThere;
    // It has come while another was being opened.
    if (this.#wishedIsBack()) await this.retry();
  }

  async #openAnew(): Promise<void> {
    this.#reviveFrom =
      performance.now() + Math.min(LONGEST_SILENCE_MS, NEXT_PICTURE_MS * 2 ** this.#silences++);
    await this.retry();
  }

  async #openOther(id: string | null, turn: number): Promise<void> {
    void this.#list();
    this.native = null;
    if (id === DEMO_SCENE) {
      this.status = 'opening';
      return this.#openScene(turn);
    }
    if (!this.video) {
      this.status = 'no-video';
      return;
    }
    this.status = 'opening';
    try {
      const source = await VideoSource.openFile(this.video);
      if (turn !== this.#turn) return source.close();
      this.native = { ...source.size, fps: null, slowFrom: null };
      this.#run(source, id);
    } catch {
      if (turn === this.#turn) this.status = 'bad-video';
    }
  }

  async #openScene(turn: number): Promise<void> {
    try {
      const source = await DemoSource.open();
      if (turn !== this.#turn) return source.close();
      this.#run(source, DEMO_SCENE);
    } catch {
      if (turn !== this.#turn) return;
      this.status = 'no-demo';
      // The server that has it may be away for a moment.
      setTimeout(() => void (turn === this.#turn && this.#openScene(turn)), RETRY_MS);
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
    const track = this.#track;
    this.#adjustedAt = performance.now();
    await track?.applyConstraints(constraintsOf(wish)).catch(() => undefined);
    if (!track || track !== this.#track || wish !== this.#wish || !this.native) return;
    const limits = asked.fps === wish.fps ? this.native : { ...this.native, slowFrom: null };
    this.native = limitsSeen(limits, track, wish);
  }

  #run(source: PictureSource, id: string | null): void {
    source.limit?.(this.#wish?.fps ?? Infinity);
    this.source = source;
    this.activeId = id;
    this.status = 'running';
  }

  #take(track: MediaStreamTrack, wish: CameraWish, turn: number): void {
    this.#track = track;
    track.addEventListener('ended', () => {
      if (turn === this.#turn) void this.#gone();
    });
    const source = openTrack(track, this.#silences > 1);
    const limits = limitsOf(track);
    this.native = limits && limitsSeen(limits, track, wish);
    this.#run(source, track.getSettings().deviceId ?? null);
  }

  async #gone(): Promise<void> {
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
    if (!this.#isThere()) this.#wasThere = false;
    const down = this.status === 'ended' || this.status === 'none' || this.status === 'in-use';
    if ((down && this.#cameras.length > 0) || this.#wishedIsBack()) await this.retry();
  }

  async #retryOncePermitted(turn: number): Promise<void> {
    const permission = await cameraPermission();
    // On the way to being allowed it may first be asked about again.
    permission?.addEventListener('change', () => {
      if (turn === this.#turn && permission.state === 'granted') void this.retry();
    });
  }

  /** Nobody tells when another program lets the camera go. */
  #retrySoon(turn: number): void {
    setTimeout(() => {
      // Without a word until it works, or something else is the matter.
      if (turn === this.#turn && this.status === 'in-use' && this.#wish) void this.#attempt(this.#wish, turn);
    }, RETRY_MS);
  }

  async #list(): Promise<void> {
    this.#cameras = await camerasThere();
  }

  #wishedIsBack(): boolean {
    const isOther = this.status === 'running' && this.#wish?.cameraId !== this.activeId;
    return isOther && !this.#wasThere && this.#isThere();
  }

  #isThere(): boolean {
    return this.#cameras.some(({ id }) => id === this.#wish?.cameraId);
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
