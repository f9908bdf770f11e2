import { expect, it } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { SketchState } from '../bridge/contract.ts';
import { Stills } from './stills.svelte.ts';

const at = (run: number, status: SketchState['status'], saved?: boolean): SketchState => ({
  ...{ run, status, iteration: 0, iterations: 0, secondsLeft: null, loss: null },
  ...(saved !== undefined && { saved }),
});

it('a still is saved once the main side says so; one of a main side that started anew is told by it', async () => {
  let now = at(7, 'done');
  const bridge = { request: () => Promise.resolve({ ok: true, value: now }) } as unknown as Bridge;
  const stills = new Stills({ bridge, camera: () => null, trainings: () => [], tell: () => undefined });
  await stills.learn();
  expect([stills.shown, stills.saved]).toEqual([true, false]);
  stills.changed(at(7, 'done', true));
  expect(stills.saved).toBe(true);
  stills.changed(at(8, 'painting'));
  expect(stills.saved).toBe(false);
  stills.changed(at(7, 'done', true));
  expect(stills.state?.run, 'news of an earlier one').toBe(8);
  now = at(0, 'idle');
  await stills.learn();
  expect(stills.shown).toBe(false);
});

it('what becomes of a still is told while its dialog is closed, once', () => {
  const told: unknown[] = [];
  const bridge = {} as Bridge;
  const tell = (...said: unknown[]): unknown => told.push(said);
  const stills = new Stills({ bridge, camera: () => null, trainings: () => [], tell });
  const failed = (run: number): SketchState => ({ ...at(run, 'failed'), message: 'The card is gone.' });
  // One that failed before the page came is told where the dialog opens.
  stills.changed(failed(0));
  stills.changed(at(1, 'painting'));
  stills.changed(at(1, 'done'));
  stills.changed(at(1, 'done', true));
  stills.changed(at(2, 'preparing'));
  stills.changed(failed(2));
  stills.changed(failed(2));
  expect(told).toEqual([
    [expect.any(String), 'info'],
    ['The card is gone.', 'error'],
  ]);
  stills.open = true;
  stills.changed(at(3, 'painting'));
  stills.changed(failed(3));
  expect([told.length, stills.problem]).toEqual([2, 'The card is gone.']);
});
