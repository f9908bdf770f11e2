import { describe, expect, it } from 'vitest';
import { Probation, Suspects } from './probation.ts';

const wave = { id: 'wave', file: '/nowhere/wave.onnx', stamp: '1' };

describe('in the paint process', () => {
  it('the first time with a style is announced before, and its end after, whatever came of it', async () => {
    const log: (string | null)[] = [];
    const probation = new Probation(async (styleId) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push(styleId);
    });
    await probation.of('wave', 'load', () => Promise.resolve(log.push('loaded')));
    expect(log).toEqual(['wave', 'loaded', null]);
    await probation.of('wave', 'load', () => Promise.resolve());
    expect(log).toHaveLength(3);
    await expect(probation.of('wave', 'paint', () => Promise.reject(new Error('No.')))).rejects.toThrow(
      'No.',
    );
    expect(log.slice(3)).toEqual(['wave', null]);
  });
});

describe('in the supervisor', () => {
  it('two deaths in a row convict a style, until its file is another', () => {
    const suspects = new Suspects();
    suspects.trying(wave);
    expect(suspects.died(false)).toBeUndefined();
    expect(suspects.allows(wave)).toBe(true);
    suspects.trying(wave);
    expect(suspects.died(false)).toEqual(wave);
    expect(suspects.allows(wave)).toBe(false);
    expect(suspects.allows({ ...wave, stamp: '2' })).toBe(true);
  });

  it('a death while nothing new is tried, or a device is suspected, is nobody’s fault', () => {
    const suspects = new Suspects();
    for (let i = 0; i < 5; i += 1) {
      expect(suspects.died(false)).toBeUndefined();
      suspects.trying(wave);
      expect(suspects.died(true)).toBeUndefined();
    }
    expect(suspects.allows(wave)).toBe(true);
  });

  it('a style that passes has its record wiped', () => {
    const suspects = new Suspects();
    for (let i = 0; i < 5; i += 1) {
      suspects.trying(wave);
      expect(suspects.died(false)).toBeUndefined();
      suspects.trying(wave);
      suspects.trying(undefined);
    }
    expect(suspects.allows(wave)).toBe(true);
  });
});
