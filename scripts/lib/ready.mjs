/**
 * Makes the machine ready: dependencies, build, browser, media tools. Every helper is quiet and quick
 * when nothing is missing, says on stderr what it fetches, and throws {@link NotReady} naming the
 * command that would help when it cannot. Plain JavaScript: it runs before dependencies exist.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canInstallPackages, installPackage } from './apt.mjs';
import { findInstalledBrowser, findOnPath, isExecutable } from './programs.mjs';
import { NotReady, run, runNpm, say, tail } from './run.mjs';

export { NotReady };

/** The folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the scripts remember things; goes when node_modules goes. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'pastiche');

/** Installs the dependencies from the lockfile unless they are already what it says. */
export async function ensureDependencies() {
  if (dependenciesMatch(readJson(join(root, 'package-lock.json')), installedRecord())) return;
  say('Installing dependencies (this happens once)…');
  // --include=dev: building needs them even where NODE_ENV says production.
  const result = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root });
  if (result.ok) return;
  throw new NotReady(
    `The dependencies could not be installed:\n${tail(result.output)}\nCheck the network, then run: npm ci`,
  );
}

/**
 * True when what npm recorded as installed holds every package of the lockfile at its version. Optional
 * packages may be missing: they are for other platforms, or for hardware that is not here.
 */
export function dependenciesMatch(lockfile, installed) {
  if (!lockfile?.packages || !installed?.packages) return false;
  return Object.entries(lockfile.packages).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.devOptional ||
      installed.packages[path]?.version === entry.version,
  );
}

/** npm writes this file last when it installs, so an interrupted installation has none. */
function installedRecord() {
  return readJson(join(root, 'node_modules', '.package-lock.json'));
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Builds `out/` with electron-vite unless it was built from just these sources. */
export async function ensureBuild() {
  const stamp = join(root, 'out', '.built-from');
  const fingerprint = sourcesFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  say('Building…');
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await run(process.execPath, [cli, 'build'], { cwd: root });
  if (!result.ok) {
    throw new NotReady(
      `The build failed:\n${tail(result.output, 40)}\nTo see all of it run: npx electron-vite build`,
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** What the build reads besides itself; the page holds the guide and its pictures. */
const BUILT_FROM = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'electron.vite.config.ts'],
  ...['markdownPages', 'shortClasses', 'withoutHydration'].map((name) => `scripts/lib/${name}.ts`),
  ...['docs/guide.md', 'docs/pictures', 'src-main', 'src-renderer'],
];

/**
 * A hash over everything the build reads. Contents, not dates: a checkout changes dates.
 * @param {string} [folder] the checkout
 */
export function sourcesFingerprint(folder = root) {
  const hash = createHash('sha256');
  const add = (file) =>
    hash
      .update(`${relative(folder, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  for (const path of BUILT_FROM.map((name) => join(folder, name)).filter(existsSync)) {
    if (statSync(path).isFile()) {
      add(path);
      continue;
    }
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.[cm]?[jt]s$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .forEach(add);
  }
  return hash.digest('hex');
}

/**
 * A Chrome, Chromium or Edge: an installed one, else Playwright's download, else the `chromium` package.
 * @returns {Promise<string>} the path of its executable
 */
export async function ensureBrowser() {
  const installed = findInstalledBrowser();
  if (installed) return installed;
  const tried = [];

  const downloaded = await playwrightBrowser();
  if (downloaded && (await starts(downloaded))) return downloaded;
  say('Fetching a browser (once)…');
  const cli = join(root, 'node_modules', 'playwright', 'cli.js');
  const download = await run(process.execPath, [cli, 'install', 'chromium'], { cwd: root, stallMs: 60_000 });
  const fresh = download.ok ? await playwrightBrowser() : null;
  if (fresh && (await starts(fresh))) return fresh;
  tried.push(download.ok ? "Playwright's browser does not start here." : tail(download.output, 3));

  if (canInstallPackages()) {
    const failure = await installPackage('chromium');
    const packaged = findInstalledBrowser();
    if (packaged) return packaged;
    tried.push(failure ?? 'the chromium package brought no browser');
  }
  throw new NotReady(
    `No browser was found and none could be fetched:\n${tried.join('\n')}\n` +
      'Install Chrome, Chromium or Edge' +
      (process.platform === 'linux' ? ' (on Debian or Ubuntu: sudo apt-get install chromium)' : '') +
      ', or run: npx playwright install --with-deps chromium',
  );
}

/** The browser that Playwright has downloaded, or null. */
async function playwrightBrowser() {
  try {
    const entry = pathToFileURL(join(root, 'node_modules', 'playwright', 'index.mjs'));
    const { chromium } = await import(entry.href);
    const file = chromium.executablePath();
    return isExecutable(file) ? file : null;
  } catch {
    return null;
  }
}

/** A downloaded browser may lack shared libraries: see whether it can even tell its version. */
async function starts(browser) {
  // Chrome on Windows opens a window instead of answering; there it needs no libraries either.
  if (process.platform === 'win32') return true;
  return (await run(browser, ['--version'], { stallMs: 10_000 })).ok;
}

/**
 * ffmpeg and ffprobe: installed ones, else (as root on Debian or Ubuntu) the `ffmpeg` package.
 * @returns {Promise<{ ffmpeg: string, ffprobe: string }>} the paths of their executables
 */
export async function ensureMediaTools() {
  const find = () => ({ ffmpeg: findOnPath('ffmpeg'), ffprobe: findOnPath('ffprobe') });
  let { ffmpeg, ffprobe } = find();
  if ((!ffmpeg || !ffprobe) && canInstallPackages()) {
    await installPackage('ffmpeg');
    ({ ffmpeg, ffprobe } = find());
  }
  if (ffmpeg && ffprobe) return { ffmpeg, ffprobe };
  const command = {
    darwin: 'brew install ffmpeg',
    win32: 'winget install Gyan.FFmpeg',
  }[process.platform];
  throw new NotReady(
    `ffmpeg and ffprobe are not installed. To get them run: ${command ?? 'sudo apt-get install ffmpeg'}`,
  );
}
