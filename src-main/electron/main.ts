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
  systemPreferences,
  utilityProcess,
} from 'electron';
import { describeModel } from '../paint/describe.ts';
import { appRoot, processEntry } from '../studio/entries.ts';
import { dataFolder } from '../studio/paths.ts';
import { Studio } from '../studio/studio.ts';
import { PaintProcess } from './paintProcess.ts';
import { Shell } from './shell.ts';
import { trainSpawner } from './trainProcess.ts';

const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
const profileFolder = join(data, 'window');
// Electron refuses a folder that is not there.
mkdirSync(profileFolder, { recursive: true });
const fork = utilityProcess.fork.bind(utilityProcess);
const kill = process.kill.bind(process);
const painter = new PaintProcess(fork, processEntry('paint'), kill);
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
      spawnTrain: trainSpawner(fork, processEntry('train'), kill),
      describeModel,
      checkReplies: !app.isPackaged,
    }),
}).start();
