/** Finding installed programs. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** True for a file that may be executed. */
export function isExecutable(file) {
  try {
    accessSync(file, process.platform === 'win32' ? constants.R_OK : constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The full path of a program on the PATH, or null. A batch file on Windows is none: only a shell can start it. */
export function findOnPath(name, env = process.env, platform = process.platform) {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = folders.map((folder) => join(folder, platform === 'win32' ? `${name}.exe` : name));
  return files.find(isExecutable) ?? null;
}

/**
 * Where an installed Chrome, Chromium or Edge may be, most wanted first.
 * @param {NodeJS.Platform} platform
 * @param {Record<string, string | undefined>} env
 * @returns {string[]} full paths, or bare names to be looked up on the PATH
 */
export function browserCandidates(platform, env) {
  if (platform === 'darwin') {
    const apps = [
      'Google Chrome.app/Contents/MacOS/Google Chrome',
      'Chromium.app/Contents/MacOS/Chromium',
      'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
    const roots = ['/Applications', ...(env.HOME ? [`${env.HOME}/Applications`] : [])];
    return apps.flatMap((app) => roots.map((root) => `${root}/${app}`));
  }
  if (platform === 'win32') {
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(Boolean);
    return programs.flatMap((program) => roots.map((root) => `${root}\\${program}`));
  }
  return [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
}

/** An installed Chrome, Chromium or Edge, or null. `PASTICHE_BROWSER` names one outright. */
export function findInstalledBrowser(platform = process.platform, env = process.env) {
  const wanted = env.PASTICHE_BROWSER;
  if (wanted && isExecutable(wanted)) return wanted;
  for (const candidate of browserCandidates(platform, env)) {
    const file = /[/\\]/.test(candidate) ? candidate : findOnPath(candidate, env);
    if (file !== null && isExecutable(file)) return file;
  }
  return null;
}
