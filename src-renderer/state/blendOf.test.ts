import { expect, it } from 'vitest';
import type { StyleInfo } from '../bridge/contract.ts';
import { blendOf } from './blendOf.ts';
import { initialSettings } from './settings.ts';

const [wave, night] = ['wave', 'night'].map((id): StyleInfo => ({ id, title: id, shipped: true }));
const blend = { styleId: 'night', amount: 0.3 };
const settings = { ...initialSettings, styleId: 'wave', blend };

it('mixes the style on the stage with another that hangs, and with nothing else', () => {
  expect(blendOf(settings, wave!, [wave!, night!])).toEqual(blend);
  expect(blendOf(initialSettings, wave!, [wave!, night!])).toBeNull();
  // The second one was taken off the wall.
  expect(blendOf(settings, wave!, [wave!])).toBeNull();
  expect(blendOf(settings, wave!, null)).toBeNull();
});

it('mixes no style with itself: the second one may have come on the stage when the first was taken down', () => {
  expect(blendOf(settings, night!, [night!])).toBeNull();
});
