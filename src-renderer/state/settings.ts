/** The settings as the page has them: changed at once here, saved a moment later. */
import type { Reply, Settings, SettingsPatch } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';

const SAVE_AFTER_MS = 250;
/** How long to wait before the disk is asked again that refused. */
const SAVE_AGAIN_MS = 4000;

/** What the page shows until the main side has told it the real ones. */
export const initialSettings: Settings = {
  version: 1,
  styleId: null,
  strength: 1,
  keepColours: false,
  blend: null,
  mirror: true,
  cameraId: null,
  resolution: 'auto',
  targetFps: 30,
  settledSizes: [],
  device: 'auto',
  recordingQuality: 'good',
  microphone: false,
  microphoneId: null,
  snapshotBoth: false,
  recordingsFolder: null,
  recordedInto: null,
  language: 'system',
  theme: 'system',
  welcomed: false,
};

/** What the settings need of the rest of the page. */
export interface SettingsSurroundings {
  save(patch: SettingsPatch): Promise<Reply<Settings>>;
  changed(settings: Settings): void;
  failed(message: string): void;
  /** The disk refuses, for the reason given; null: all is saved (again). */
  unsaved(message: string | null): void;
}

/**
 * Changes show at once and are saved together once no more come. What is not saved yet outlives news from
 * the main side, a lost connection and a disk that refuses.
 */
export class SettingsKeeper {
  readonly #around: SettingsSurroundings;
  #settings = initialSettings;
  /** As the main side has them, to its last word. */
  #theirs = initialSettings;
  #unsaved: SettingsPatch = {};
  #saving: SettingsPatch = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;

  constructor(around: SettingsSurroundings) {
    this.#around = around;
  }

  get current(): Settings {
    return this.#settings;
  }

  change(patch: SettingsPatch): void {
    this.#unsaved = { ...this.#unsaved, ...patch };
    this.#apply(this.#theirs);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER_MS);
  }

  /** The main side says what the settings are. */
  receive(settings: Settings): void {
    this.#apply(settings);
  }

  /** Saves now what is not saved yet; one at a time, so that of two that fail the newer choice is kept. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    const patch = this.#unsaved;
    if (Object.keys(patch).length === 0) return;
    this.#running = this.#save(patch);
    await this.#running;
  }

  /** The page goes: what is not saved yet is sent at once, whatever comes of it. */
  leave(): void {
    clearTimeout(this.#timer);
    if (Object.keys(this.#unsaved).length > 0) void this.#around.save(this.#unsaved);
  }

  async #save(patch: SettingsPatch): Promise<void> {
    this.#unsaved = {};
    this.#saving = patch;
    const reply = await this.#around.save(patch);
    this.#saving = {};
    this.#running = null;
    if (reply.ok) {
      this.#around.unsaved(null);
      this.#apply(reply.value);
    } else if (reply.code === 'storage') {
      // What the person chose stays chosen, and is saved as soon as the disk allows it.
      this.#unsaved = { ...patch, ...this.#unsaved };
      this.#around.unsaved(reply.message);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.flush(), SAVE_AGAIN_MS);
    } else if (reply.code === 'unavailable') {
      // Nobody was there; the next connection saves it, unless it has changed again by then.
      this.#unsaved = { ...patch, ...this.#unsaved };
    } else {
      // It does not count, so it does not show.
      this.#apply(this.#theirs);
      this.#around.failed(told(reply));
    }
  }

  #apply(settings: Settings): void {
    this.#theirs = settings;
    // Undefined never occurs in a patch that this page makes, though the type allows it.
    this.#settings = { ...settings, ...this.#saving, ...this.#unsaved } as Settings;
    this.#around.changed(this.#settings);
  }
}
