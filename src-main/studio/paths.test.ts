import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataFolder } from './paths.ts';

it("is the platform's usual place, unless PASTICHE_DATA says otherwise", () => {
  const home = join('/', 'home', 'a');
  const of = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
    dataFolder({ platform, home, env });
  expect(of('linux')).toBe(join(home, '.local', 'share', 'pastiche'));
  expect(of('linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'pastiche'));
  expect(of('darwin')).toBe(join(home, 'Library', 'Application Support', 'Pastiche'));
  expect(of('win32')).toBe(join(home, 'AppData', 'Roaming', 'Pastiche'));
  expect(of('win32', { APPDATA: '/roaming' })).toBe(join('/roaming', 'Pastiche'));
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(of(platform, { PASTICHE_DATA: '/mine', XDG_DATA_HOME: '/x', APPDATA: '/y' })).toBe('/mine');
  }
});
