/** Everything about recordings that the page keeps, put together. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Blend, Settings } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { wallClock } from '../camera/source.ts';
import { chooseFiles } from '../design/chooseFiles.ts';
import { t } from '../language/language.svelte.ts';
import { messageOf } from '../language/messageOf.ts';
import type { Notices } from '../notices/notices.svelte.ts';
import { PaintGap } from '../recorder/paintGap.ts';
import { Recorder } from '../recorder/recorder.svelte.ts';
import { snapshotSize } from '../recorder/enlarged.ts';
import { takeSnapshot } from '../recorder/snapshot.ts';
import { RepaintQueue } from '../repaint/queue.svelte.ts';
import { ACCEPT } from '../repaint/kinds.ts';
import { RecordingShelf } from '../recordings/shelf.svelte.ts';
import { RecordingsFolder } from '../settings/recordingsFolder.svelte.ts';
import type { Shown } from '../stage/pump.ts';

/** The part of the page that recording looks at. */
export interface RecordedStage {
  readonly settings: Settings;
  readonly painting: { readonly size: Size };
  readonly live: boolean;
  readonly mirrored: boolean;
  readonly style: { readonly id: string; readonly title: string } | null;
  readonly blend: Blend | null;
  readonly modes: { readonly frozen: object | null };
  readonly camera: { readonly native: Size | null };
  readonly view: { readonly stage: { readonly last: Shown | null; readonly size: Size } };
  readonly notices: Notices;
}

/** The recorder, snapshots, repainted files, and the shelf where all of them end up. */
export class Recording {
  readonly recorder: Recorder;
  readonly shelf: RecordingShelf;
  readonly repaint: RepaintQueue;
  readonly folder: RecordingsFolder;
  /** What is chosen before a recording is in sight. */
  choosing = $state(false);
  readonly #bridge: Bridge;
  readonly #page: RecordedStage;
  readonly #gap = new PaintGap();

  constructor(bridge: Bridge, page: RecordedStage) {
    this.#bridge = bridge;
    this.#page = page;
    this.recorder = new Recorder({
      bridge,
      settings: () => page.settings,
      size: () => page.painting.size,
      live: () => page.live,
      frozen: () => page.modes.frozen !== null,
      mirrored: () => page.mirrored,
      styleTitle: () => page.style?.title ?? null,
      tell: (notice) => page.notices.add(notice),
      say: (sentence) => page.notices.say(sentence),
    });
    this.repaint = new RepaintQueue({
      bridge,
      look: () => {
        const { style, blend, settings } = page;
        const { strength, keepColours } = settings;
        return style && { styleId: style.id, title: style.title, strength, keepColours, blend };
      },
      quality: () => page.settings.recordingQuality,
      tell: (notice) => page.notices.add(notice),
    });
    this.folder = new RecordingsFolder(bridge, page.notices);
    this.shelf = new RecordingShelf({
      bridge,
      tell: (notice) => page.notices.add(notice),
      say: (sentence) => page.notices.say(sentence),
    });
  }

  /** A picture was put on the stage. */
  shown(shown: Shown): void {
    if (!this.#gap.holds(shown, this.#page.style !== null, wallClock())) this.recorder.shown(shown);
  }

  /** Lets the person choose files to repaint, and shows how far they are. */
  async chooseFiles(): Promise<void> {
    // From the application's menu a page may open no chooser: the panel has a button for it.
    if (!navigator.userActivation.isActive) return this.shelf.show();
    const files = await chooseFiles(ACCEPT);
    this.repaint.add(files);
    if (files.length > 0 && !this.shelf.open) await this.shelf.show();
  }

  /** Saves what is on the stage as a picture, and copies it. */
  async snapshot(): Promise<void> {
    const { live, view, camera, settings, mirrored, style, notices } = this.#page;
    const shown = live ? view.stage.last : null;
    if (!shown) return notices.add({ level: 'info', message: t('recorder.notLive') });
    const size = snapshotSize(shown, view.stage.size, camera.native);
    const kept = { mirrored, both: settings.snapshotBoth, style: style?.title ?? null };
    try {
      const copied = await takeSnapshot(this.#bridge, { shown, size, ...kept });
      const message = copied ? t('recorder.snapshotSaved') : t('recorder.snapshotSavedOnly');
      notices.add({ level: 'info', message });
    } catch (error) {
      const message = t('recorder.snapshotFailed', { message: messageOf(error) });
      notices.add({ level: 'error', message });
    }
  }
}
