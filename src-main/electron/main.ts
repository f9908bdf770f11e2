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
  protocol,
  session,
  shell,
  systemPreferences,
  utilityProcess,
} from 'electron';
import { describeModel } from '../paint/describe.ts';
import { appRoot, processEntry } from '../studio/entries.ts';
import { dataFolder } from '../studio/paths.ts';
import { usualRecordingsFolder } from '../studio/recordings/folder.ts';
import { Studio } from '../studio/studio.ts';
import { PaintProcess } from './paintProcess.ts';
import { Shell } from './shell.ts';

const around = { platform: process.platform, home: homedir(), env: process.env };
const data = dataFolder(around);
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
      recordingsFolder: usualRecordingsFolder(around),
      showFile: (path) => shell.showItemInFolder(path),
      spawnPaint: painter.spawn,
      describeModel,
      checkReplies: !app.isPackaged,
    }),
}).start();
