/** What the app can do: implements the contract. Both shells are thin covers over this. */
import process from 'node:process';
import type { PaintedFrame, PortFrame } from '../paint/protocol.ts';
import { Refusal } from '../paint/refusal.ts';
import {
  type AppInfo,
  CONTRACT_VERSION,
  type EngineState,
  type Notice,
  type Reply,
  type Settings,
} from './contract.ts';
import { createDispatch, type Dispatch, type Handlers } from './dispatch.ts';
import type { EventListener } from './events.ts';
import { libraryHandlers } from './library/handlers.ts';
import type { GivenStyle } from './library/giving.ts';
import type { Imported } from './library/imports.ts';
import { whatBecame, whatIsTried } from './library/opened.ts';
import { describeError } from './log.ts';
import { openParts, type StudioParts } from './parts.ts';
import type { MediaAnswer } from './recordings/media.ts';
import type { Recordings } from './recordings/recordings.ts';
import { gatherReport, recordPageError } from './reporting.ts';
import type { StudioOptions } from './studioOptions.ts';
import { uploadHandlers } from './uploads.ts';
import type { Work } from './work.ts';

export type { StudioOptions } from './studioOptions.ts';

/** The app without a shell. */
export class Studio {
  readonly #parts: StudioParts;
  readonly #dispatch: Dispatch;

  private constructor(parts: StudioParts) {
    this.#parts = parts;
    this.#dispatch = createDispatch(this.#handlers(), parts.options.checkReplies ?? false);
  }

  /** Opens the data folder, starts the paint process and reads the library. */
  static async open(options: StudioOptions): Promise<Studio> {
    return new Studio(await openParts(options));
  }

  /** Answers a request of a page; never rejects. */
  request(name: string, args: unknown): Promise<Reply<unknown>> {
    return this.#dispatch(name, args);
  }

  /** Paints a checked frame of a page; never rejects. */
  paint(client: string, frame: PortFrame): Promise<PaintedFrame> {
    return this.#parts.supervisor.paint(client, frame);
  }

  /** How a request for a recording's file is answered; never rejects. */
  media(id: string, range: string | null): Promise<MediaAnswer> {
    return this.recordings.media(id, range);
  }

  /** A page is gone: what it waited for is dropped. */
  forget(client: string): void {
    this.#parts.supervisor.forget(client);
  }

  /** Calls the listener with every event; returns how to stop. */
  listen(listener: EventListener): () => void {
    return this.#parts.events.listen(listener);
  }

  /** Says something to the person as soon as there is a page to show it. */
  hold(notice: Notice): void {
    this.#parts.notices.hold(notice);
  }

  /** The last page is gone: what is to be said waits for the next. */
  pageGone(): void {
    this.#parts.notices.pageGone();
  }

  /** A style that hangs, to be given away. Rejects with a {@link Refusal} that says why where it cannot be. */
  givenStyle(styleId: string): Promise<GivenStyle> {
    return this.#parts.library.given(styleId);
  }

  /**
   * Brings in style files that the system handed to the shell (opened, dropped on its icon), and tells the page
   * at once that they are tried, then what became of them; resolves to the styles that hang now.
   */
  async importStyleFiles(paths: readonly string[]): Promise<Imported[]> {
    if (paths.length > 0) this.hold(whatIsTried(paths));
    const results = await this.#parts.library.importFiles(paths);
    for (const notice of whatBecame(results)) this.hold(notice);
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** The recordings. */
  get recordings(): Recordings {
    return this.#parts.recordings;
  }

  /** The settings as they are. */
  get settings(): Settings {
    return this.#parts.settings.current;
  }

  /** What is under way. */
  get work(): Work {
    const { recordings, repaint, trainings } = this.#parts;
    return { recording: recordings.records, repainting: repaint.busy, ...trainings.work };
  }

  /** The paint process's state. */
  get engineState(): EngineState {
    return this.#parts.supervisor.state;
  }

  /** Ends the paint process; resolves when everything is on disk. What fails is in the log, and keeps nothing else. */
  async close(): Promise<void> {
    const { supervisor, repaint, recordings, trainings, uploads, devices, cuda, library, settings } =
      this.#parts;
    supervisor.close();
    await this.#ended([repaint.close(), recordings.close(), trainings.close()]);
    await this.#ended([uploads.close(), devices.close(), cuda.close()]);
    await this.#ended([library.close(), settings.settled()]);
  }

  async #ended(parts: readonly Promise<void>[]): Promise<void> {
    for (const part of await Promise.allSettled(parts)) {
      if (part.status === 'rejected')
        this.#parts.options.log.write('error', 'main', describeError(part.reason));
    }
  }

  #handlers(): Handlers {
    const { cuda, devices, events, folder, library, loops, notices, onStage } = this.#parts;
    const { options, recordings, repaint, settings, supervisor, trainings, uploads } = this.#parts;
    return {
      'app.info': () => this.#info,
      ...libraryHandlers(library),
      ...devices.handlers(),
      ...cuda.handlers(),
      'settings.get': () => {
        // The page is there: it can show what happened before.
        setImmediate(() => notices.pageCame());
        return settings.current;
      },
      'settings.set': async (patch) => {
        // Only when it was chosen: the CPU may have taken over from a device that keeps failing. A disk that
        // refuses is no reason not to.
        if (patch.device !== undefined) {
          devices.chosen(patch.device);
          supervisor.setDevices(devices.order(patch.device));
        }
        const changed = await settings.set(patch);
        events.emit('settings.changed', changed);
        return changed;
      },
      'engine.state': () => supervisor.state,
      'engine.prepare': async ({ styleId, blendId, width, height, video }) => {
        for (const id of blendId === null ? [styleId] : [styleId, blendId]) {
          if (library.styles.some((style) => style.id === id)) continue;
          throw new Refusal('unknown-style', `There is no style "${id}".`);
        }
        Object.assign(onStage, { styleId, width, height });
        devices.staged();
        await supervisor.prepare(styleId, { width, height, video }, blendId);
        return null;
      },
      'engine.restart': () => supervisor.restart(),
      'menu.offer': ({ commands }) => {
        options.offerMenu?.(commands);
        return null;
      },
      'report.details': () => ({
        text: gatherReport({
          app: this.#info,
          settings: settings.current,
          engine: supervisor.state,
          styles: library.styles.length,
          devices: devices.report().devices,
          log: options.log,
        }),
      }),
      'report.page-error': (error) => recordPageError(options.log, error),
      ...recordings.handlers(),
      ...folder.handlers(),
      ...loops.handlers(),
      ...repaint.handlers(),
      ...uploadHandlers(uploads),
      ...trainings.handlers(),
    };
  }

  get #info(): AppInfo {
    const { version, shell } = this.#parts.options;
    return { contract: CONTRACT_VERSION, version, shell, platform: process.platform };
  }
}
