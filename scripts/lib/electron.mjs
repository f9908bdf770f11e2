/** Electron's binary: having it, fetching it, and remembering that it cannot be had. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cacheFolder, root } from './ready.mjs';
import { run, say } from './run.mjs';

const electronFolder = join(root, 'node_modules', 'electron');
/** Where nothing arrives for so long, there is no way to Electron's download. */
const STALL_MS = 12_000;
const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** Whether there is a display to open a window on. */
export function hasDisplay(platform = process.platform, env = process.env) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Electron's executable, fetched if need be (the package brings its binary at first use), or null where
 * it cannot be had. A failure is remembered for a day, for this version only.
 */
export async function ensureElectron() {
  const installed = installedElectron();
  if (installed) return installed;
  const version = readVersion();
  if (version === null || failedLately(version)) return null;
  say('Fetching Electron (once)…');
  // It downloads into a temporary folder and unpacks into `dist`: as long as either grows, it goes on.
  const temporary = join(cacheFolder, 'electron-download');
  mkdirSync(temporary, { recursive: true });
  await run(process.execPath, [join(electronFolder, 'install.js')], {
    env: downloadEnvironment(temporary),
    stallMs: STALL_MS,
    watch: [temporary, join(electronFolder, 'dist')],
  });
  rmSync(temporary, { recursive: true, force: true });
  const fetched = installedElectron();
  if (!fetched) rememberFailure(version);
  return fetched;
}

/**
 * What its download is started with: it goes by the proxy that the environment names only where it is told to.
 * @returns {Record<string, string | undefined>}
 */
export function downloadEnvironment(temporary, env = process.env) {
  const isProxied = Object.keys(env).some((name) => /^https?_proxy$/i.test(name) && env[name]);
  // It knows no variable for all of them.
  const forAll = [env.ALL_PROXY, env.all_proxy].find((url) => url && /^(https?|socks5?):/i.test(url));
  return {
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    ELECTRON_GET_NO_PROGRESS: '1',
    ...((isProxied || forAll) && { ELECTRON_GET_USE_PROXY: '1' }),
    ...(!isProxied && forAll && { HTTP_PROXY: forAll, HTTPS_PROXY: forAll }),
  };
}

/**
 * What keeps Electron from making its sandbox on this system, and the command that allows it; empty where nothing
 * is known to. Ubuntu since 23.10 has the switch on.
 */
export function sandboxHint(read = (file) => readFileSync(file, 'utf8')) {
  try {
    if (read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() !== '1') return '';
  } catch {
    return '';
  }
  return (
    'Most likely AppArmor keeps it from making its sandbox (unprivileged user namespaces are restricted). ' +
    'This allows it until the next restart: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  );
}

/** Remembers that this version of Electron cannot be used here. */
export function rememberFailure(version = readVersion()) {
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(failureFile(), JSON.stringify({ version, at: Date.now() }));
}

/** The executable if the binary of this very version is there: the package's own marks say so. */
function installedElectron() {
  try {
    const name = readFileSync(join(electronFolder, 'path.txt'), 'utf8');
    const present = readFileSync(join(electronFolder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const file = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist'), name);
    return present === readVersion() && existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

function readVersion() {
  try {
    return JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8')).version;
  } catch {
    return null;
  }
}

function failedLately(version) {
  try {
    const failure = JSON.parse(readFileSync(failureFile(), 'utf8'));
    return failure.version === version && Date.now() - failure.at < REMEMBER_MS;
  } catch {
    return false;
  }
}

function failureFile() {
  return join(cacheFolder, 'electron-failed.json');
}
