/** What is said of a training whose style may be gone. */
import { expect, it } from 'vitest';
import type { StyleInfo, Training } from '../bridge/contract.ts';
import { hangs, statusKey } from './status.ts';

const wave: StyleInfo = { id: 'wave', title: 'Wave', shipped: false };
const trained: Training = {
  ...{ id: 'a', status: 'finished', styleId: 'wave', createdAt: 0, plan: null, photos: 9, frames: 0 },
  ...{ step: 9, steps: 9, previews: [] },
};

it('a finished training hangs in the gallery only while its style does', () => {
  expect(hangs(trained, [wave])).toBe(true);
  expect(statusKey(trained, [wave])).toBe('training.statusFinished');
  for (const styles of [[], [{ ...wave, id: 'scream' }], null]) {
    expect(hangs(trained, styles)).toBe(false);
    expect(statusKey(trained, styles)).toBe('training.statusTrained');
  }
  expect(statusKey({ ...trained, status: 'paused' }, [])).toBe('training.statusPaused');
});
