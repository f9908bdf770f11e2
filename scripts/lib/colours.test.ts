import { afterEach, expect, it, vi } from 'vitest';
import { hdrOf, matrixOf } from './colours.ts';

afterEach(() => void vi.unstubAllEnvs());

it('takes what a file does not say as players do', () => {
  expect(matrixOf('bt2020nc', 480)).toBe('bt2020');
  expect(matrixOf('unknown', 480)).toBe('smpte170m');
  expect(matrixOf(undefined, 720)).toBe('bt709');
});

it('knows high dynamic range by its transfer, and says so where nothing can be done about it', async () => {
  vi.stubEnv('PATH', '/there is no ffmpeg');
  expect(await hdrOf({ color_transfer: 'arib-std-b67' })).toEqual({ name: 'HLG', filters: null });
  expect(await hdrOf({ color_transfer: 'smpte2084' })).toEqual({ name: 'PQ', filters: null });
  expect(await hdrOf({ color_transfer: 'bt709', color_primaries: 'bt2020' })).toBeNull();
  expect(await hdrOf({})).toBeNull();
});
