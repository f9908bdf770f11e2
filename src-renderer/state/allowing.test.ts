import { describe, expect, it } from 'vitest';
import { howToAllow } from './allowing.ts';
import { shelterOf, type Shelter } from './shelter.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const EDGE = `${CHROME.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64')} Edg/140.0.0.0`;
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const at = (userAgent: string, visible = true) => ({ navigator: { userAgent }, locationbar: { visible } });

describe('where the page runs', () => {
  it.each([
    [CHROME, true, 'browser', { shell: 'browser', browser: 'chrome', system: 'linux' }],
    [CHROME, false, 'browser', { shell: 'window', browser: 'chrome', system: 'linux' }],
    [
      CHROME.replace('Chrome', 'HeadlessChrome'),
      true,
      'browser',
      { shell: 'browser', browser: 'chrome', system: 'linux' },
    ],
    [EDGE, true, 'browser', { shell: 'browser', browser: 'edge', system: 'windows' }],
    [SAFARI, true, 'browser', { shell: 'browser', browser: 'safari', system: 'macos' }],
    [FIREFOX, true, 'browser', { shell: 'browser', browser: 'firefox', system: 'linux' }],
    [CHROME, false, 'electron', { shell: 'electron', browser: 'chrome', system: 'linux' }],
  ] as const)('%s (address bar: %s, %s)', (agent, bar, shell, expected) => {
    expect(shelterOf(at(agent, bar), shell)).toEqual(expected);
  });
});

describe('how to allow the camera', () => {
  const shells = ['electron', 'browser', 'window'] as const;
  const browsers = ['chrome', 'edge', 'firefox', 'safari', 'other'] as const;
  const systems = ['macos', 'windows', 'linux', 'other'] as const;

  it('is told in steps everywhere', () => {
    for (const shell of shells)
      for (const browser of browsers)
        for (const system of systems)
          for (const who of ['refused', 'refused-by-system'] as const)
            expect(howToAllow(who, { shell, browser, system }).steps.length).toBeGreaterThan(0);
  });

  it.each([
    ['refused', { shell: 'browser', browser: 'chrome', system: 'linux' }, 'address bar'],
    ['refused', { shell: 'window', browser: 'chrome', system: 'linux' }, 'top of this window'],
    ['refused', { shell: 'browser', browser: 'firefox', system: 'linux' }, 'crossed-out'],
    ['refused', { shell: 'electron', browser: 'chrome', system: 'macos' }, 'Privacy & Security'],
    ['refused-by-system', { shell: 'browser', browser: 'edge', system: 'macos' }, 'Edge'],
    ['refused-by-system', { shell: 'window', browser: 'chrome', system: 'windows' }, 'desktop apps'],
    ['refused-by-system', { shell: 'browser', browser: 'chrome', system: 'linux' }, 'video'],
  ] satisfies ['refused' | 'refused-by-system', Shelter, string][])('%s, %o: %s', (who, shelter, words) => {
    expect(howToAllow(who, shelter).steps.join(' ')).toContain(words);
  });
});
