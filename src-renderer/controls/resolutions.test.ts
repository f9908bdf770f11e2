import { expect, it } from 'vitest';
import { parseResolution, resolutionOptions, resolutionValue } from './resolutions.ts';

const usual = { width: 640, height: 480 };

it('a choice comes back from its option', () => {
  for (const choice of ['auto', { width: 960, height: 720 }] as const) {
    expect(parseResolution(resolutionValue(choice))).toEqual(choice);
  }
  expect(parseResolution('large')).toBeNull();
});

it('an unusual size is on offer while it is chosen', () => {
  const values = (width: number, height: number) =>
    resolutionOptions({ width, height }, usual).map(({ value }) => value);
  expect(values(640, 480)).not.toContain('100x100');
  expect(values(100, 100).slice(0, 2)).toEqual(['auto', '100x100']);
});

it('names sizes upright for an upright camera, and keeps what they stand for', () => {
  const options = resolutionOptions('auto', usual, { width: 480, height: 640 });
  expect(options).toContainEqual({ value: '640x480', label: '480 × 640' });
});

it('says which size is in use while Pastiche chooses it, and only then', () => {
  expect(resolutionOptions('auto', usual)[0]!.label).toBe('Auto · 640×480');
  expect(resolutionOptions(usual, usual)[0]!.label).toBe('Automatic');
});
