/** The parts of the start and test scripts that decide something. */
import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { downloadEnvironment, hasDisplay, sandboxHint } from './electron.mjs';
import { browserCandidates, findInstalledBrowser, findOnPath } from './programs.mjs';
import { dependenciesMatch, sourcesFingerprint } from './ready.mjs';
import { run } from './run.mjs';
import { onSignals } from './signals.mjs';
import { readStartFlags } from './startFlags.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the flags of npm start', () => {
  it('choose the shell and go on to the server', () => {
    expect(readStartFlags([])).toEqual({ help: false, browser: false, open: true, forServer: [] });
    expect(readStartFlags(['--browser'])).toEqual({ help: false, browser: true, open: true, forServer: [] });
    expect(readStartFlags(['--no-open', '--port=80'])).toEqual({
      help: false,
      browser: true,
      open: false,
      forServer: ['--no-open', '--port', '80'],
    });
  });

  it.each(['--help', '-h'])('are told on %s', (flag) => {
    expect(readStartFlags([flag])).toMatchObject({ help: true });
  });

  it('are refused by name when they make no sense', () => {
    expect(() => readStartFlags(['--nope'])).toThrow('--nope');
    for (const port of [[], ['x'], ['99999'], ['-1']]) {
      expect(() => readStartFlags(['--port', ...port])).toThrow('0 to 65535');
    }
  });
});

describe('dependencies', () => {
  const lockfile = {
    packages: {
      '': { name: 'pastiche' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };

  it('are as the lockfile says when npm recorded them so', () => {
    const installed = (packages) => dependenciesMatch(lockfile, { packages });
    expect(installed({ 'node_modules/a': { version: '1.0.0' } })).toBe(true);
    expect(installed({ 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(installed({})).toBe(false);
    expect(dependenciesMatch(lockfile, null)).toBe(false);
    expect(dependenciesMatch(null, lockfile)).toBe(false);
  });
});

describe('finding programs', () => {
  it('looks along the path, for what can be executed', () => {
    const name = process.platform === 'win32' ? 'tool.exe' : 'tool';
    const file = join(folder, name);
    const env = { PATH: ['/nowhere', folder].join(delimiter) };
    expect(findOnPath('tool', env)).toBeNull();
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    expect(findOnPath('tool', env)).toBe(file);
    expect(findInstalledBrowser('linux', { PATH: '', PASTICHE_BROWSER: file })).toBe(file);
    expect(findInstalledBrowser('linux', { PATH: '', PASTICHE_BROWSER: '/nowhere' })).toBeNull();
  });

  it('passes by batch files on Windows, which only a shell can start', () => {
    const first = join(folder, 'first');
    const second = join(folder, 'second');
    for (const file of [join(first, 'ffmpeg.cmd'), join(first, 'ffmpeg'), join(second, 'ffmpeg.exe')]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '', { mode: 0o755 });
    }
    const env = { Path: [first, second].join(delimiter) };
    expect(findOnPath('ffmpeg', env, 'win32')).toBe(join(second, 'ffmpeg.exe'));
  });

  it('knows where browsers are on each platform', () => {
    expect(browserCandidates('linux', {})).toContain('chromium');
    const mac = browserCandidates('darwin', { HOME: '/Users/a' });
    expect(mac[0]).toBe('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    const windows = browserCandidates('win32', { ProgramFiles: 'C:\\Program Files' });
    expect(windows).toContain('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe');
  });

  it('opens no window where there is no display', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });

  it('tells of the switch that keeps Electron from its sandbox, with the command, only where it is on', () => {
    expect(sandboxHint(() => '1\n')).toContain(
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    );
    expect(sandboxHint(() => '0\n')).toBe('');
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(sandboxHint(missing)).toBe('');
  });
});

it.each([
  [{}, undefined],
  [{ HTTPS_PROXY: '' }, undefined],
  [{ HTTPS_PROXY: 'http://proxy.example:8080' }, '1'],
  [{ https_proxy: 'http://proxy.example:8080' }, '1'],
  [{ ALL_PROXY: 'socks5://proxy.example:1080' }, '1'],
  [{ ALL_PROXY: 'proxy.example' }, undefined],
])('Electron is fetched by the proxy that is named: %j', (env, told) => {
  expect(downloadEnvironment('/temporary', env)).toMatchObject({ TMPDIR: '/temporary' });
  expect(downloadEnvironment('/temporary', env).ELECTRON_GET_USE_PROXY).toBe(told);
});

it('Electron is fetched by the proxy for everything, unless there is another', () => {
  const all_proxy = 'http://proxy.example:3128';
  const told = { ELECTRON_GET_USE_PROXY: '1', HTTP_PROXY: all_proxy, HTTPS_PROXY: all_proxy };
  expect(downloadEnvironment('/temporary', { all_proxy })).toMatchObject(told);
  const own = downloadEnvironment('/temporary', { all_proxy, HTTPS_PROXY: 'http://own.example:8080' });
  expect(own).not.toHaveProperty('HTTPS_PROXY');
});

describe('whether the build is up to date', () => {
  const checkout = join(folder, 'checkout');
  const write = (name, text) => {
    mkdirSync(dirname(join(checkout, name)), { recursive: true });
    writeFileSync(join(checkout, name), text);
    return sourcesFingerprint(checkout);
  };

  it.each([
    'package.json',
    'docs/guide.md',
    'docs/pictures/live.jpg',
    'scripts/lib/markdownPages.ts',
    'src-main/a/b.ts',
  ])('depends on %s', (name) => {
    const first = write(name, 'one');
    expect(write(name, 'two')).not.toBe(first);
    expect(write(name, 'one')).toBe(first);
  });

  it('depends on no test, and on no other document', () => {
    const first = sourcesFingerprint(checkout);
    expect(write('src-main/a/b.test.ts', 'one')).toBe(first);
    expect(write('docs/benchmarks.md', 'one')).toBe(first);
  });
});

describe('running a program', () => {
  it('tells how it went and what it said', async () => {
    const result = await run(process.execPath, [
      '-e',
      'console.log("out"); console.error("err"); process.exit(3)',
    ]);
    expect(result).toMatchObject({ ok: false, stalled: false });
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
    expect(await run(join(folder, 'missing'), [])).toMatchObject({ ok: false });
  });

  it('ends one that makes no progress', async () => {
    const result = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stallMs: 300 });
    expect(result).toMatchObject({ ok: false, stalled: true });
  });
});

describe('a signal that asks the program to end', () => {
  it.each(
    /** @type {const} */ ([
      ['linux', true],
      ['darwin', true],
      // There it kills at once, and a recording would not be finished.
      ['win32', false],
    ]),
  )('is heard on %s, and sent on: %s; a second one is in any case', (platform, passesOn) => {
    const ours = new EventEmitter();
    const heard = [];
    onSignals((...what) => heard.push(what), platform, ours);
    ours.emit('SIGINT');
    ours.emit('SIGHUP');
    expect(heard).toEqual([
      ['SIGINT', passesOn],
      ['SIGHUP', true],
    ]);
  });
});
