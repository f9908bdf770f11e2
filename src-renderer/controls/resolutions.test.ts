import { expect, it } from 'vitest';
import { parseResolution, resolutionOptions, resolutionValue } from './resolutions.ts';

it('a size comes back from its option', () => {
  expect(parseResolution(resolutionValue({ width: 960, height: 720 }))).toEqual({ width: 960, height: 720 });
  expect(parseResolution('large')).toBeNull();
});

it('an unusual size is on offer while it is chosen', () => {
  const values = (width: number, height: number) =>
    resolutionOptions({ width, height }).map(({ value }) => value);
  expect(values(640, 480)).not.toContain('100x100');
  expect(values(100, 100)[0]).toBe('100x100');
});
