/** The desktop app: hands Electron's parts to the shell. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  net,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  utilityProcess,
} from 'electron';
import { adoptWith } from '../paint/adoption.ts';
import { describeModel } from '../paint/describe.ts';
import { appIcon, appRoot, modelsFolder, processEntry } from '../studio/entries.ts';
import { aboutOther, type Claim, claimFolder } from '../studio/instance.ts';
import { Log, maskHome, recordFailures } from '../studio/log.ts';
import { dataFolder } from '../studio/paths.ts';
import { usualRecordingsFolder } from '../studio/recordings/folder.ts';
import { Studio } from '../studio/studio.ts';
import { appImageOf } from './ending.ts';
import { electronFacilities } from './libraryFacilities.ts';
import { PaintProcess } from './paintProcess.ts';
import { makeProfile } from './profile.ts';
import { Shell } from './shell.ts';
import { measureSpawner, trainSpawner } from './trainProcess.ts';

const around = { platform: process.platform, home: homedir(), env: process.env };
const data = dataFolder(around);
const log = new Log({ folder: join(data, 'logs'), mask: maskHome(homedir()) });
recordFailures(process, log);
const profileFolder = makeProfile(join(data, 'window'));
const fork = utilityProcess.fork.bind(utilityProcess);
const kill = process.kill.bind(process);
const paintProcess = (): PaintProcess => new PaintProcess(fork, processEntry('paint'), kill);
const painter = paintProcess();
const parts = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  // Before the app is ready Electron has no screens: they are asked for when they are needed.
  get screen() {
    return screen;
  },
  powerSaveBlocker,
  protocol,
  session,
  shell,
  systemPreferences,
};
let claim: Claim | undefined;
/** Chromium fetches, by the system's proxy and certificates; but what is fetched once needs no room in its cache. */
const uncached = { cache: 'no-store' };

/** As the system says; undefined where it cannot. */
function videosFolder(): string | undefined {
  try {
    return app.getPath('videos');
  } catch {
    return undefined;
  }
}

const desktop = new Shell(parts, {
  platform: process.platform,
  argv: process.argv.slice(1),
  folder: process.cwd(),
  appImage: appImageOf(process.env, process.execPath),
  preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
  pageFolder: join(appRoot, 'out', 'renderer'),
  icon: appIcon(),
  dataFolder: data,
  profileFolder,
  log,
  painter,
  openStudio: async ({ offerMenu, language }) => {
    // Electron lets one of us run; this finds a browser shell on the same data.
    claim = await claimFolder(data, 'electron');
    const studio = await Studio.open({
      shell: 'electron',
      version: app.getVersion(),
      dataFolder: data,
      modelsFolder: modelsFolder(),
      recordingsFolder: usualRecordingsFolder({ ...around, videos: videosFolder() }),
      spawnPaint: painter.spawn,
      spawnRepaint: paintProcess().spawn,
      spawnTrain: trainSpawner(fork, processEntry('train'), kill),
      spawnMeasure: measureSpawner(fork, processEntry('measure'), kill),
      fetch: (url, asked) => net.fetch(url, { ...asked, ...uncached }),
      describeModel,
      adopt: adoptWith(paintProcess().spawn),
      log,
      offerMenu,
      facilities: electronFacilities({ BrowserWindow, dialog, nativeImage, shell }, language),
      checkReplies: !app.isPackaged,
    });
    if (claim.other) studio.hold({ level: 'warning', message: aboutOther(claim.other) });
    return studio;
  },
  onClosed: async () => claim?.release(),
});
desktop.start();

// Elsewhere Electron sees to it. On Windows a Ctrl+C in the terminal would end us on the spot; its close does so after
// some seconds, whatever we are asking then.
if (process.platform === 'win32') {
  process.on('SIGINT', () => app.quit());
  process.on('SIGHUP', () => desktop.endNow());
}
