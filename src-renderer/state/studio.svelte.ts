/** Everything the page knows and does, put together: the components show this and call this. */
import { untrack } from 'svelte';
import type { Bridge } from '../bridge/bridge.ts';
import {
  PAGE_CONTRACT,
  type AppInfo,
  type EngineState,
  type SettingsPatch,
  type StyleInfo,
  type StyleProblem,
} from '../bridge/contract.ts';
import { Camera } from '../camera/camera.svelte.ts';
import { FrozenSource } from '../camera/frozenSource.ts';
import { OTHER_VIDEO, subjectOf, VIDEO_FILE, type Subject } from '../camera/others.ts';
import { wallClock } from '../camera/source.ts';
import type { StillSource } from '../camera/stillSource.ts';
import { chooseFiles } from '../design/chooseFiles.ts';
import { Devices } from '../devices/devices.svelte.ts';
import { GalleryLibrary } from '../gallery/library.svelte.ts';
import { Tiles } from '../gallery/tiles.svelte.ts';
import { t, told } from '../language/language.svelte.ts';
import { Notices } from '../notices/notices.svelte.ts';
import { rateBeside } from '../training/beside.ts';
import { Trainings } from '../training/trainings.svelte.ts';
import { blendOf } from './blendOf.ts';
import { CameraChoice } from './cameraChoice.svelte.ts';
import { takeFirstAnswers } from './firstAnswers.ts';
import { inRounds } from './inRounds.ts';
import { Link } from './link.svelte.ts';
import { LiveView } from './liveView.svelte.ts';
import { followLook } from './look.svelte.ts';
import { Modes } from './modes.svelte.ts';
import { Painting } from './painting.svelte.ts';
import { Recording } from './recording.svelte.ts';
import { copyDetails } from './report.ts';
import { initialSettings, SettingsKeeper } from './settings.ts';
import { networkOf } from './settledSizes.ts';
import { stageLine, stageMessage, type Situation } from './situation.ts';
import { shelterOf } from './shelter.ts';
import { PaintTrouble } from './trouble.svelte.ts';

/** The page's state and its actions. */
export class Studio {
  readonly camera = new Camera();
  readonly notices = new Notices(() => document.hidden);
  readonly modes = new Modes();
  readonly view: LiveView;
  readonly painting: Painting;
  readonly tiles: Tiles;
  readonly library: GalleryLibrary;
  readonly recording: Recording;
  readonly trainings: Trainings;
  readonly devices: Devices;
  info = $state.raw<AppInfo | null>(null);
  engine = $state.raw<EngineState | null>(null);
  styles = $state.raw<StyleInfo[] | null>(null);
  problems = $state.raw<StyleProblem[]>([]);
  settings = $state.raw(initialSettings);
  /** The settings have been heard of, so that the right camera can be opened. */
  settled = $state(false);
  /** What hangs on the stage until the camera runs. */
  scene = $state.raw<StillSource | null>(null);
  readonly #link = new Link();
  readonly #trouble = new PaintTrouble();
  readonly #choice = new CameraChoice();
  /** Why the latest changes are not on disk; null while they are. */
  #unsaved = $state<string | null>(null);
  readonly #bridge: Bridge;
  readonly #keeper: SettingsKeeper;

  /** The style on the stage: the chosen one, or the first until one is chosen. */
  readonly style = $derived.by(
    () => this.styles?.find(({ id }) => id === this.settings.styleId) ?? this.styles?.[0] ?? null,
  );
  /** The style that the one on the stage is mixed with. */
  readonly blend = $derived.by(() => blendOf(this.settings, this.style, this.styles));
  readonly situation: Situation = $derived.by(() => ({
    bridge: this.#link.status,
    awayMs: this.#link.awayMs,
    sameContract: this.info === null || this.info.contract === PAGE_CONTRACT,
    engine: this.engine,
    camera: this.camera.status,
    styleCount: this.styles?.length ?? null,
    trashed: this.library.trashed.length,
    shelter: shelterOf(window, this.info?.shell ?? 'browser'),
    unsaved: this.#unsaved && told({ code: 'storage', message: this.#unsaved }),
    unpainted: this.#trouble.of(this.style?.id),
    style: this.style?.title ?? '',
  }));
  readonly message = $derived(stageMessage(this.situation));
  readonly line = $derived(stageLine(this.situation));
  /** The camera's picture is on the stage, moving or held. */
  readonly live = $derived.by(() => this.view.source?.kind === 'camera');
  /** What the picture on the stage is of. */
  readonly subject: Subject | 'still' = $derived.by(() =>
    this.live ? subjectOf(this.camera.activeId) : 'still',
  );
  /** The first screen is to be shown; until it is left no camera is asked for. */
  readonly welcoming = $derived.by(() => this.settled && !this.settings.welcomed && !this.#recording);
  readonly mirrored = $derived.by(() => this.settings.mirror && this.live);
  readonly #recording = $derived.by(() => this.recording.recorder.status !== 'idle');
  /** Something else than the view has work for the machine. */
  readonly #elsewhere = $derived.by(
    () => this.trainings.current?.status === 'running' || this.recording.repaint.current !== null,
  );
  readonly #cameraFps = $derived.by(() => rateBeside(this.trainings.current, this.settings.targetFps));
  readonly #canPaint = $derived.by(
    () => this.#link.status === 'connected' && this.engine?.status === 'ready' && this.situation.sameContract,
  );

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.devices = new Devices(bridge, this.notices);
    this.#keeper = new SettingsKeeper({
      save: (patch) => bridge.request('settings.set', patch),
      changed: (settings) => (this.settings = settings),
      failed: (message) => this.notices.add({ level: 'error', message: t('notices.notSaved', { message }) }),
      unsaved: (message) => (this.#unsaved = message),
    });
    this.painting = new Painting({
      settings: () => this.settings,
      styleId: () => this.style?.id ?? null,
      ...{ blend: () => this.blend, native: () => this.camera.native, video: () => this.view.video },
      ...{ settled: () => this.settled, network: (id) => networkOf(this.styles, id) },
      ...{ canPaint: () => this.#canPaint, device: () => this.engine?.device ?? null },
      prepare: ({ styleId, blend, width, height, video }) =>
        bridge.request('engine.prepare', { styleId, blendId: blend?.styleId ?? null, width, height, ...(video && { video }) }), // prettier-ignore
      remember: (settledSizes) => this.change({ settledSizes }),
    });
    this.view = new LiveView({
      bridge,
      shape: () => this.painting.size,
      plan: () => this.painting.plan(),
      atOnce: () => this.engine?.atOnce ?? 1,
      took: (size, ms, view) => this.engine?.joining || this.painting.painted({ ...size, ms, ...view }),
      painted: (styleId) => this.#trouble.over(styleId),
      failed: (code, message, styleId) => this.#trouble.failed(code, message, styleId),
      starved: (silence) => void this.camera.revive(silence),
      ended: (source) => this.camera.ended(source),
      shown: (shown) => this.recording.shown(shown),
    });
    this.recording = new Recording(bridge, this);
    this.library = new GalleryLibrary({
      request: (name, args) => bridge.request(name, args),
      notices: this.notices,
      styles: () => this.styles,
      reordered: (styles) => (this.styles = styles),
      chooseStyle: (id) => this.chooseStyle(id),
    });
    this.tiles = new Tiles({
      styles: () => this.library.onWall(),
      source: () => (this.#canPaint && !document.hidden ? this.view.source : null),
      load: () => ({ fps: this.view.reading.fps, camera: this.live ? (this.view.source?.rate ?? 0) : 0, busy: this.#elsewhere }), // prettier-ignore
      paint: (frame, pixels) => bridge.paint(frame, pixels),
      now: wallClock,
    });
    this.trainings = new Trainings(bridge, this);
  }

  /** Starts listening and working; the returned function stops. */
  start(): () => void {
    const bridge = this.#bridge;
    const stops = [
      bridge.on('engine.state', (engine) => (this.engine = engine)),
      bridge.on('settings.changed', (settings) => this.#keeper.receive(settings)),
      bridge.on('styles.changed', () => {
        this.#trouble.over();
        void this.#loadStyles();
        void this.library.loadTrash();
      }),
      bridge.on('recordings.stop', () => void this.recording.recorder.stop()),
      bridge.on('notice', (notice) => this.notices.add({ ...notice, untold: true })),
      this.view.start(),
      this.tiles.start(),
      this.recording.shelf.start(),
      this.trainings.start(),
      this.devices.start(),
      this.#connectEffects(),
      followLook(() => this.settings),
      this.modes.followFullScreen(),
      bridge.onStatus((status) => this.#statusChanged(status)),
    ];
    return () => {
      // What was changed a moment ago is not waited with any longer. A browser may leave before it is sent.
      this.#keeper.leave();
      for (const stop of stops) stop();
      this.camera.close();
      this.view.show(null);
      bridge.close();
    };
  }

  /** Changes settings. A video that is to take the camera's place is first chosen by the person. */
  change(patch: SettingsPatch): void {
    if (patch.cameraId === VIDEO_FILE || patch.cameraId === OTHER_VIDEO) void this.#chooseVideo(patch);
    else this.#choose(patch);
  }

  /** Hangs a style on the stage; while a second style is wanted for a blend, makes it that. */
  chooseStyle(id: string): void {
    if (this.modes.picking) this.blendWith(id);
    else if (id === this.settings.blend?.styleId) this.change({ styleId: id, blend: null });
    else if (id !== this.settings.styleId) this.change({ styleId: id });
  }

  /** Mixes the style on the stage with a second one; the same one ends the choice. */
  blendWith(id: string): void {
    this.modes.picking = false;
    if (id !== this.style?.id) this.change({ blend: { styleId: id, amount: this.blend?.amount ?? 0.5 } });
  }

  /** Holds the picture that is on the stage, or lets it go. */
  freeze(hold: boolean): void {
    const shown = hold && this.live ? this.view.stage.last : null;
    this.modes.frozen = shown && new FrozenSource(shown.original);
  }

  copyDetails(): Promise<void> {
    return copyDetails(this.#bridge, this.notices);
  }

  async restartEngine(): Promise<void> {
    const reply = await this.#bridge.request('engine.restart', {});
    if (reply.ok) this.engine = reply.value;
    else this.notices.add({ level: 'error', message: told(reply) });
  }

  /** When the person changes their mind, everything stays as it is. */
  async #chooseVideo(patch: SettingsPatch): Promise<void> {
    const [video] = await chooseFiles('video/*', false);
    if (!video) return;
    await this.camera.play(video);
    this.#choose({ ...patch, cameraId: VIDEO_FILE });
  }

  #choose(patch: SettingsPatch): void {
    this.#choice.choose(patch);
    this.#keeper.change(patch);
  }

  #connectEffects(): () => void {
    return $effect.root(() => {
      $effect(() => this.#choice.follow(this.settings, this.#recording));
      $effect(() => {
        // It may be asked for in another window, too, and shows a scene that moves. Dialogs close as they go.
        if (this.welcoming) untrack(() => this.modes.leave());
      });
      $effect(() => {
        if (!this.settled) return;
        const wish = { cameraId: this.#choice.id, size: this.painting.camera, fps: this.#cameraFps };
        untrack(() => void this.camera.open(wish));
      });
      $effect(() => {
        const source = this.modes.frozen ?? this.camera.source ?? this.scene;
        untrack(() => this.view.show(source));
      });
      this.painting.follow();
      $effect(() => {
        // A picture that stands still is painted again whenever it would come out differently.
        this.painting.plan();
        if (this.painting.size.width > 0) this.view.source?.again?.();
      });
      $effect(() => this.#link.count());
    });
  }

  #statusChanged(status: Situation['bridge']): void {
    this.#link.status = status;
    if (status === 'connected') void this.#load();
  }

  async #load(): Promise<void> {
    const bridge = this.#bridge;
    // What was changed while nobody was there is saved first, so that it is not overwritten.
    await this.#keeper.flush();
    const answers = takeFirstAnswers(bridge, {
      info: (info) => info.ok && (this.info = info.value),
      engine: (engine) => engine.ok && (this.engine = engine.value),
      settings: (settings) => {
        if (settings.ok) return this.#keeper.receive(settings.value);
        const message = t('notices.settingsUnread', { message: told(settings) });
        this.notices.add({ level: 'warning', message });
      },
    });
    await Promise.all([answers, this.#loadStyles(), this.library.load()]);
    this.settled = true;
  }

  readonly #loadStyles = inRounds(async () => {
    const reply = await this.#bridge.request('styles.list', {});
    if (!reply.ok) {
      const message = t('notices.stylesUnlisted', { message: told(reply) });
      return this.notices.add({ level: 'error', message });
    }
    this.styles = this.library.hung(reply.value.styles);
    this.problems = reply.value.problems;
    this.library.changed();
  });
}
