/** What the desktop shell is made with. */
import type * as Electron from 'electron';
import type { OfferedCommand } from '../studio/contract/menu.ts';
import type { Log } from '../studio/log.ts';
import type { Studio } from '../studio/studio.ts';
import type { MenuLanguage } from './menuLabels.ts';
import type { PaintProcess } from './paintProcess.ts';

/** The parts of Electron that the shell uses. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'systemPreferences'
>;

/** What a studio is opened with by this shell. */
export interface StudioHooks {
  /** Takes the commands that the page offers for the menu. */
  offerMenu(commands: readonly OfferedCommand[]): void;
  /** The language that the person is spoken to in. */
  language(): MenuLanguage;
}

/** What the shell is started with. */
export interface ShellOptions {
  platform: NodeJS.Platform;
  /** The program's arguments, and the folder it was started in. */
  argv: readonly string[];
  folder: string;
  /** The AppImage that we run from; undefined for every other form of the app. */
  appImage?: string | undefined;
  /** The built preload script. */
  preload: string;
  /** The folder of the built page. */
  pageFolder: string;
  /** The app's icon as a PNG. */
  icon: string;
  /** Where everything of the person's is. */
  dataFolder: string;
  /** Where Chromium keeps its own things: caches, permissions. */
  profileFolder: string;
  log: Log;
  painter: PaintProcess;
  openStudio(hooks: StudioHooks): Promise<Studio>;
  /** The studio is closed; called once, before the app ends. */
  onClosed?: () => Promise<void>;
}
