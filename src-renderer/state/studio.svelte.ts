/** Everything the page knows and does, put together: the components show this and call this. */
import { untrack } from 'svelte';
import type { Bridge } from '../bridge/bridge.ts';
import {
  PAGE_CONTRACT,
  type AppInfo,
  type EngineState,
  type ErrorCode,
  type SettingsPatch,
  type StyleInfo,
  type StyleProblem,
} from '../bridge/contract.ts';
import { Camera } from '../camera/camera.svelte.ts';
import { wallClock } from '../camera/source.ts';
import type { StillSource } from '../camera/stillSource.ts';
import { Tiles } from '../gallery/tiles.svelte.ts';
import { followLanguage, speak, t, told } from '../language/language.svelte.ts';
import { Notices } from '../notices/notices.svelte.ts';
import { Trainings } from '../training/trainings.svelte.ts';
import { LiveView } from './liveView.svelte.ts';
import { initialSettings, SettingsKeeper } from './settings.ts';
import { stageLine, stageMessage, type Remedy, type Situation } from './situation.ts';

/** The page's state and its actions. */
export class Studio {
  readonly camera = new Camera();
  readonly notices = new Notices();
  readonly view: LiveView;
  readonly tiles: Tiles;
  readonly trainings: Trainings;
  info = $state.raw<AppInfo | null>(null);
  engine = $state.raw<EngineState | null>(null);
  styles = $state.raw<StyleInfo[] | null>(null);
  problems = $state.raw<StyleProblem[]>([]);
  settings = $state.raw(initialSettings);
  /** The settings have been heard of, so that the right camera can be opened. */
  settled = $state(false);
  /** The original is on the stage as long as this is held. */
  comparing = $state(false);
  /** What hangs on the stage until the camera runs. */
  scene = $state.raw<StillSource | null>(null);
  #bridgeStatus = $state<Situation['bridge']>('connecting');
  #awayMs = $state(0);
  readonly #bridge: Bridge;
  readonly #keeper: SettingsKeeper;

  /** The style on the stage: the chosen one, or the first until one is chosen. */
  readonly style = $derived.by(
    () => this.styles?.find(({ id }) => id === this.settings.styleId) ?? this.styles?.[0] ?? null,
  );
  readonly situation: Situation = $derived.by(() => ({
    bridge: this.#bridgeStatus,
    awayMs: this.#awayMs,
    sameContract: this.info === null || this.info.contract === PAGE_CONTRACT,
    engine: this.engine,
    camera: this.camera.status,
    styleCount: this.styles?.length ?? null,
    shell: this.info?.shell ?? 'browser',
  }));
  readonly message = $derived(stageMessage(this.situation));
  readonly line = $derived(stageLine(this.situation));
  /** The camera's picture is on the stage. */
  readonly live = $derived.by(() => this.view.source?.kind === 'camera');
  readonly mirrored = $derived.by(() => this.settings.mirror && this.live);
  // Effects depend on these instead of the settings as a whole, which change with every move of a slider.
  readonly #cameraId = $derived.by(() => this.settings.cameraId);
  readonly #width = $derived.by(() => this.settings.resolution.width);
  readonly #height = $derived.by(() => this.settings.resolution.height);
  readonly #language = $derived.by(() => this.settings.language);
  readonly #styleId = $derived.by(() => this.style?.id ?? null);
  readonly #canPaint = $derived.by(
    () =>
      this.#bridgeStatus === 'connected' && this.engine?.status === 'ready' && this.situation.sameContract,
  );

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#keeper = new SettingsKeeper({
      save: (patch) => bridge.request('settings.set', patch),
      changed: (settings) => (this.settings = settings),
      failed: (message) => this.notices.add({ level: 'error', message: t('notices.notSaved', { message }) }),
    });
    this.view = new LiveView({
      bridge,
      size: () => this.settings.resolution,
      plan: () => this.#plan(),
      failed: (code, message, styleId) => this.#paintFailed(code, message, styleId),
    });
    this.tiles = new Tiles({
      styleIds: () => this.styles?.map(({ id }) => id) ?? [],
      source: () => (this.#canPaint && !document.hidden ? this.view.source : null),
      load: () => ({ fps: this.view.reading.fps, camera: this.live ? (this.view.source?.rate ?? 0) : 0 }),
      paint: (frame, pixels) => bridge.paint(frame, pixels),
      now: wallClock,
    });
    this.trainings = new Trainings({
      bridge,
      camera: () => (this.live ? this.view.source : null),
      failed: (message) => this.notices.add({ level: 'error', message }),
    });
  }

  /** Starts listening and working; the returned function stops. */
  start(): () => void {
    const bridge = this.#bridge;
    const stops = [
      bridge.onStatus((status) => this.#statusChanged(status)),
      bridge.on('engine.state', (engine) => (this.engine = engine)),
      bridge.on('settings.changed', (settings) => this.#keeper.receive(settings)),
      bridge.on('styles.changed', () => {
        this.tiles.renew();
        void this.#loadStyles();
      }),
      bridge.on('notice', (notice) => this.notices.add(notice)),
      this.view.start(),
      this.tiles.start(),
      this.trainings.start(),
      this.#connectEffects(),
      followLanguage(),
    ];
    this.#statusChanged(bridge.status);
    return () => {
      for (const stop of stops) stop();
      this.camera.close();
      this.view.show(null);
      bridge.close();
    };
  }

  change(patch: SettingsPatch): void {
    this.#keeper.change(patch);
  }

  chooseStyle(id: string): void {
    if (id !== this.settings.styleId) this.change({ styleId: id });
  }

  act(remedy: Remedy): void {
    if (remedy === 'reload') location.reload();
    else if (remedy === 'retry-camera') void this.camera.retry();
    else void this.#restartEngine();
  }

  #plan(): { styleId: string; strength: number } | null {
    if (!this.style || !this.#canPaint || this.comparing) return null;
    return { styleId: this.style.id, strength: this.settings.strength };
  }

  #connectEffects(): () => void {
    return $effect.root(() => {
      $effect(() => {
        if (!this.settled) return;
        const wish = { cameraId: this.#cameraId, size: { width: this.#width, height: this.#height } };
        untrack(() => void this.camera.open(wish));
      });
      $effect(() => {
        const source = this.camera.source ?? this.scene;
        untrack(() => this.view.show(source));
      });
      $effect(() => {
        if (this.#styleId === null || !this.#canPaint) return;
        const args = { styleId: this.#styleId, width: this.#width, height: this.#height };
        void this.#bridge.request('engine.prepare', args);
      });
      $effect(() => {
        // A still picture is painted again whenever it would come out differently.
        this.#plan();
        if (this.#width > 0 && this.#height > 0) this.scene?.again();
      });
      $effect(() => this.#countAway());
      $effect(() => speak(this.#language));
    });
  }

  /** Counts how long the main side has been away. */
  #countAway(): (() => void) | undefined {
    if (this.#bridgeStatus !== 'disconnected') {
      this.#awayMs = 0;
      return undefined;
    }
    const since = wallClock();
    const timer = setInterval(() => (this.#awayMs = wallClock() - since), 1000);
    return () => clearInterval(timer);
  }

  #statusChanged(status: Situation['bridge']): void {
    this.#bridgeStatus = status;
    if (status === 'connected') void this.#load();
  }

  async #load(): Promise<void> {
    const bridge = this.#bridge;
    // What was changed while nobody was there is saved first, so that it is not overwritten.
    await this.#keeper.flush();
    const [info, engine, settings] = await Promise.all([
      bridge.request('app.info', {}),
      bridge.request('engine.state', {}),
      bridge.request('settings.get', {}),
      this.#loadStyles(),
    ]);
    if (info.ok) this.info = info.value;
    if (engine.ok) this.engine = engine.value;
    if (settings.ok) {
      this.#keeper.receive(settings.value);
    } else {
      const message = t('notices.settingsUnread', { message: told(settings) });
      this.notices.add({ level: 'warning', message });
    }
    this.settled = true;
    void this.trainings.load();
  }

  async #loadStyles(): Promise<void> {
    const reply = await this.#bridge.request('styles.list', {});
    if (!reply.ok) {
      const message = t('notices.stylesUnlisted', { message: told(reply) });
      this.notices.add({ level: 'error', message });
      return;
    }
    this.styles = reply.value.styles;
    this.problems = reply.value.problems;
  }

  async #restartEngine(): Promise<void> {
    const reply = await this.#bridge.request('engine.restart', {});
    if (reply.ok) this.engine = reply.value;
    else this.notices.add({ level: 'error', message: told(reply) });
  }

  #paintFailed(code: ErrorCode, message: string, styleId: string): void {
    // The engine's state and the connection have their own places on the stage.
    if (code === 'dropped' || code === 'unavailable') return;
    const title = this.styles?.find(({ id }) => id === styleId)?.title ?? styleId;
    const why = told({ code, message });
    this.notices.add({ level: 'error', message: t('notices.notPainted', { title, message: why }) });
  }
}
