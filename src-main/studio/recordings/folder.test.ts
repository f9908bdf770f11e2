import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Surroundings } from '../paths.ts';
import { usualRecordingsFolder } from './folder.ts';

const linux: Surroundings = { platform: 'linux', home: '/home/ada', env: {} };
// The test itself may run on Windows, which joins with another separator.
const USUAL = join('/home/ada', 'Videos', 'Pastiche');
const inFile = (text: string) => (): string => text;

it.each([
  ['no file', '', USUAL],
  ['a folder by its local name', 'XDG_VIDEOS_DIR="$HOME/Vidéos"', join('/home/ada', 'Vidéos', 'Pastiche')],
  [
    'a folder elsewhere',
    'XDG_MUSIC_DIR="/m"\nXDG_VIDEOS_DIR="/data/Films"\n',
    join('/data/Films', 'Pastiche'),
  ],
  ['"none", which is the home folder', 'XDG_VIDEOS_DIR="$HOME/"', USUAL],
  ['a relative path, which is none', 'XDG_VIDEOS_DIR="Videos"', USUAL],
  ['a commented line', '#XDG_VIDEOS_DIR="/x"', USUAL],
])('on Linux asks the desktop: %s', (_case, text, folder) => {
  expect(usualRecordingsFolder(linux, inFile(text))).toBe(folder);
});

it('is what the environment says, first of all', () => {
  const env = { PASTICHE_RECORDINGS: '/r', PASTICHE_DATA: '/d' };
  expect(usualRecordingsFolder({ ...linux, env }, inFile(''))).toBe('/r');
  expect(usualRecordingsFolder({ ...linux, env: { PASTICHE_DATA: '/d' } }, inFile(''))).toBe(
    join('/d', 'recordings'),
  );
});

it('is where Windows keeps videos, also where they were moved to another drive', () => {
  const windows: Surroundings = { platform: 'win32', home: '/c/ada', env: { USERPROFILE: '/c/Users/ada' } };
  expect(usualRecordingsFolder(windows)).toBe(join('/c/Users/ada', 'Videos', 'Pastiche'));
  expect(usualRecordingsFolder({ ...windows, videos: '/d/Films' })).toBe(join('/d/Films', 'Pastiche'));
});

it('is where macOS keeps films', () => {
  const mac: Surroundings = { platform: 'darwin', home: '/Users/ada', env: {} };
  expect(usualRecordingsFolder(mac)).toBe(join('/Users/ada', 'Movies', 'Pastiche'));
});
