import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../train/options.ts';
import { StyleInfo } from '../contract.ts';
import { optionsOfStyle, planOfStyle } from './basis.ts';
import { TrainingRecord } from './record.ts';

const { network, ...training } = TrainingOptions.parse({ network: 'lite 4x1', steps: 500, styleWeight: 40, paintingSize: 900 }); // prettier-ignore
const made = { id: 'wave', title: 'Wave', artist: 'Hokusai', year: 1831, shipped: true, network, training };

describe('a style that our trainer made', () => {
  it('says what it was made with, and what a person would have decided', () => {
    const info = StyleInfo.parse(made);
    const options = optionsOfStyle(info);
    expect(options).toMatchObject({ network: 'lite 4x1', steps: 500, styleWeight: 40 });
    // A slider ends where it ends.
    expect(planOfStyle(info, options)).toMatchObject({
      ...{ title: 'Wave', artist: 'Hokusai', year: 1831, preset: 'quick' },
      ...{ styleWeight: 24, brush: 900, colours: 'painting' },
    });
  });

  it('that does not say over how many pictures its style was compared had each by itself, and so has a training that was begun so', () => {
    const { stylePictures, ...before } = training;
    expect(stylePictures).toBeGreaterThan(1);
    expect(optionsOfStyle(StyleInfo.parse(made)).stylePictures).toBe(stylePictures);
    expect(optionsOfStyle(StyleInfo.parse({ ...made, training: before })).stylePictures).toBe(1);
    const options = { network, ...before };
    const record = { format: 1, id: 'a'.repeat(16), status: 'paused', createdAt: 0, plan: null, options, basis: { title: 'Wave', options }, step: 0 }; // prettier-ignore
    const kept = TrainingRecord.parse(record);
    expect([kept.options?.stylePictures, kept.basis?.options.stylePictures]).toEqual([1, 1]);
  });

  it('says that it was made in the photos’ own colours', () => {
    const info = StyleInfo.parse({ ...made, training: { ...training, colours: 'own' } });
    expect(planOfStyle(info, optionsOfStyle(info)).colours).toBe('own');
  });

  it.each([
    ['from elsewhere', { network: undefined, training: undefined }],
    ['of a network that this version does not know', { network: 'grand 12' }],
    ['of layers that this version does not know', { training: { ...training, styleLayers: ['relu9_1'] } }],
  ])('is told from one %s, which is refused with the reason', (_what, change) => {
    const info = StyleInfo.parse({ ...made, ...change });
    expect(() => optionsOfStyle(info)).toThrow(/“Wave” was not made by Pastiche's trainer/);
  });
});
