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
  expect(showCommand(file, { ...linux, platform: 'darwin' })).toEqual({
    program: 'open',
    args: ['-R', file],
  });
  expect(showCommand(file, linux)).toEqual({
    program: join(bin, 'xdg-open'),
    args: [join('/', 'styles')],
  });
  expect(
    showCommand(file, { ...linux, env: { ...linux.env, DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' } }),
  ).not.toBeNull();
});

it('has Explorer select a file whose path has spaces: the path alone is quoted, and not once more', () => {
  const command = showCommand('C:\\My Styles\\a, b.onnx', { ...linux, platform: 'win32' });
  expect(command).toEqual({
    program: 'explorer.exe',
    args: ['/select,"C:\\My Styles\\a, b.onnx"'],
    verbatim: true,
  });
});

it('offers nothing where nobody would see it', () => {
  expect(showCommand(file, { ...linux, local: false })).toBeNull();
  expect(showCommand(file, { ...linux, env: { PATH: bin } })).toBeNull();
  expect(showCommand(file, { ...linux, exists: () => false })).toBeNull();
  expect(browserFacilities({ platform: 'darwin', env: {}, local: false })).toEqual({});
});
