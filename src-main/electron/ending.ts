/**
 * How the app ends: it asks first where a closed window would cut something off, brings everything to disk, and
 * starts again where it was started in the meantime.
 */
import type * as Electron from 'electron';
import type { Work } from '../studio/work.ts';
import { CLOSE, closeQuestion, quitQuestion } from './closeQuestion.ts';
import type { MenuLanguage } from './menuLabels.ts';
import { styleFilesOf } from './openFiles.ts';

/** What an end is made with. */
export interface EndingOptions {
  /** The program's arguments, and the folder it was started in. */
  readonly argv: readonly string[];
  readonly folder: string;
  /** The AppImage we run from: our own program is gone with it when we end. */
  readonly appImage: string | undefined;
  /** On macOS the app goes on when its window closes. */
  readonly platform: NodeJS.Platform;
  work(): Work;
  language(): MenuLanguage;
  /** Has the page stop what it records. */
  stopRecording(): void;
  /** Brings everything to disk; undefined where nothing is open any more. */
  close(): Promise<void> | undefined;
}

/** A page that hangs does not keep its window for longer than this. */
const STOP_MS = 3000;
const LOOK_MS = 50;
/** A disk or a driver that hangs does not keep the app for longer: more than a training and the clips may take. */
const SAVE_MS = 30_000;

/** The AppImage that our program lies in; undefined where we only have the environment of one that started us. */
export function appImageOf(
  { APPIMAGE, APPDIR }: Readonly<Record<string, string | undefined>>,
  program: string,
): string | undefined {
  return APPDIR && program.startsWith(`${APPDIR}/`) ? APPIMAGE : undefined;
}

/** The end of the app. */
export class Ending {
  readonly #app: Electron.App;
  readonly #dialog: Pick<Electron.Dialog, 'showMessageBox'>;
  readonly #options: EndingOptions;
  /** The person wants the app to end, and not only a window. */
  #quits = false;
  #windows = 0;
  /** The person is asked without a window, and has said that the app is to end all the same. */
  #asking = false;
  #sure = false;
  #closing = false;
  /** Not everything is on disk yet; whoever wants the app to end meanwhile waits for that. */
  #saving = false;
  #waits = false;
  #failed = false;
  #next: string[] | undefined;

  constructor(electron: Pick<typeof Electron, 'app' | 'dialog'>, options: EndingOptions) {
    this.#app = electron.app;
    this.#dialog = electron.dialog;
    this.#options = options;
  }

  /** Follows the app from now on. */
  start(): void {
    this.#app.on('before-quit', (event) => this.#beforeQuit(event));
    this.#app.on('will-quit', (event) => this.#willQuit(event));
  }

  /** Whether everything is being brought to disk: no window opens here any more. */
  get closing(): boolean {
    return this.#closing;
  }

  /** The app was started once more while it ends: that start, and its files, come after the end. */
  startAgain(files: readonly string[]): void {
    this.#next = [...(this.#next ?? []), ...files];
  }

  /** Ends the app, which cannot go on, once everything is on disk: a training need not lose what its page had no part in. */
  fail(): void {
    this.#failed = true;
    this.#save();
    if (!this.#saving) this.#exit();
  }

  /** Ends the app, which the system does in a moment by itself: there is no time to ask anybody. */
  now(): void {
    this.#endsUnasked();
    if (this.#saving) this.#waits = true;
    else this.#app.quit();
  }

  /** Asks before this window is closed, where there is something to ask. */
  guard(window: Electron.BrowserWindow): void {
    this.#windows += 1;
    window.on('closed', () => {
      this.#windows -= 1;
      this.#sure = false;
    });
    // Windows asks nothing and quits nothing when it shuts down or the person logs off, and ends us in a moment.
    window.on('session-end', () => this.#endsUnasked());
    let sure = false;
    let asking = false;
    window.on('close', (event) => {
      const { work, language, platform } = this.#options;
      const ends = this.#quits || platform !== 'darwin';
      const question = sure ? null : closeQuestion(work(), language(), ends);
      if (!question) return;
      // It stops a quit, too.
      event.preventDefault();
      if (asking) return;
      asking = true;
      void this.#mayClose(window, question).then((may) => {
        asking = false;
        const quits = this.#quits;
        this.#quits = false;
        if (!may || window.isDestroyed()) return;
        sure = true;
        if (quits) this.#app.quit();
        else window.close();
      });
    });
  }

  /** On macOS the app may be without a window, whose close would ask. */
  #beforeQuit(event: Electron.Event): void {
    const { work, language, platform } = this.#options;
    const asks = platform === 'darwin' && this.#windows === 0 && !this.#sure;
    const question = asks ? quitQuestion(work(), language()) : null;
    this.#quits = !question;
    if (!question) return;
    event.preventDefault();
    if (this.#asking) return;
    this.#asking = true;
    void this.#dialog.showMessageBox(question).then(({ response }) => {
      this.#asking = false;
      if (response !== CLOSE) return;
      this.#sure = true;
      this.#app.quit();
    });
  }

  async #mayClose(window: Electron.BrowserWindow, question: Electron.MessageBoxOptions): Promise<boolean> {
    const { response } = await this.#dialog.showMessageBox(window, question);
    if (response !== CLOSE) return false;
    await this.#recordingStops();
    return true;
  }

  /** Brings to disk what the encoder still has, and the last moments with it. */
  async #recordingStops(): Promise<void> {
    const { work, stopRecording } = this.#options;
    if (!work().recording) return;
    stopRecording();
    for (const until = performance.now() + STOP_MS; work().recording && performance.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #endsUnasked(): void {
    this.#closing = true;
    this.#save();
  }

  #save(): void {
    const closed = this.#options.close();
    if (!closed) return;
    this.#closing = this.#saving = true;
    const saved = (): void => {
      this.#saving = false;
      if (this.#failed) this.#exit();
      else if (this.#waits) this.#app.quit();
    };
    const hangs = new Promise<void>((resolve) => setTimeout(resolve, SAVE_MS).unref());
    Promise.race([closed, hangs]).then(saved, saved);
  }

  #exit(): void {
    this.#relaunch();
    this.#app.exit(1);
  }

  #willQuit(event: Electron.Event): void {
    this.#save();
    // Also a second time: impatience does not cut off what is being brought to disk.
    if (this.#saving) {
      event.preventDefault();
      this.#waits = true;
    } else {
      this.#relaunch();
    }
  }

  /** Starts the app again, where that was wished for while it ended. */
  #relaunch(): void {
    if (!this.#next) return;
    const { argv, folder, appImage } = this.#options;
    // The files that this start was given are hanging already.
    const args = argv.filter((argument) => styleFilesOf([argument], folder).length === 0);
    const wanted = [...args, ...this.#next];
    // What Electron starts anew can gain no rights, which mounting an AppImage takes: it unpacks itself instead.
    const image = ['--appimage-extract-and-run', ...wanted];
    this.#app.relaunch(appImage ? { execPath: appImage, args: image } : { args: wanted });
    this.#next = undefined;
  }
}
