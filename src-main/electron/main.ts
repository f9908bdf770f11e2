/** The desktop app: hands Electron's parts to the shell. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  protocol,
  session,
  shell,
  systemPreferences,
  utilityProcess,
} from 'electron';
import { describeModel } from '../paint/describe.ts';
import { appRoot, processEntry } from '../studio/entries.ts';
import { dataFolder } from '../studio/paths.ts';
import { Studio } from '../studio/studio.ts';
import { electronFacilities } from './libraryFacilities.ts';
import { PaintProcess } from './paintProcess.ts';
import { Shell } from './shell.ts';

const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
const profileFolder = join(data, 'window');
// Electron refuses a folder that is not there.
mkdirSync(profileFolder, { recursive: true });
const painter = new PaintProcess(
  utilityProcess.fork.bind(utilityProcess),
  processEntry('paint'),
  process.kill.bind(process),
);
const parts = {
  ...{ app, BrowserWindow, dialog, ipcMain, Menu },
  ...{ MessageChannelMain, protocol, session, systemPreferences },
};

new Shell(parts, {
  platform: process.platform,
  preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
  pageFolder: join(appRoot, 'out', 'renderer'),
  profileFolder,
  painter,
  openStudio: () =>
    Studio.open({
      shell: 'electron',
      version: app.getVersion(),
      dataFolder: data,
      modelsFolder: join(appRoot, 'models'),
      spawnPaint: painter.spawn,
      describeModel,
      facilities: electronFacilities({ BrowserWindow, dialog, nativeImage, shell }),
      checkReplies: !app.isPackaged,
    }),
}).start();
