import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { browserFacilities, type Desktop, showCommand } from './opener.ts';

const bin = join('/', 'usr', 'bin');
const file = join('/', 'styles', 'wave.onnx');
const linux: Desktop = {
  platform: 'linux',
  env: { DISPLAY: ':0', PATH: ['', '/nowhere', bin].join(delimiter) },
  local: true,
  exists: (path) => path === join(bin, 'xdg-open'),
};

it('shows a file as each system does', () => {
  expect(showCommand(file, { ...linux, platform: 'win32' })).toEqual(['explorer.exe', `/select,${file}`]);
  expect(showCommand(file, { ...linux, platform: 'darwin' })).toEqual(['open', '-R', file]);
  expect(showCommand(file, linux)).toEqual([join(bin, 'xdg-open'), join('/', 'styles')]);
  expect(
    showCommand(file, { ...linux, env: { ...linux.env, DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' } }),
  ).not.toBeNull();
});

it('offers nothing where nobody would see it', () => {
  expect(showCommand(file, { ...linux, local: false })).toBeNull();
  expect(showCommand(file, { ...linux, env: { PATH: bin } })).toBeNull();
  expect(showCommand(file, { ...linux, exists: () => false })).toBeNull();
  expect(browserFacilities({ platform: 'darwin', env: {}, local: false })).toEqual({});
});
