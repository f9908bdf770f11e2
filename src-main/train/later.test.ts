/** Styles and checkpoints that were made before their network was given more. */
import { expect, it } from 'vitest';
import type { Initialiser, ParameterSpec } from '../nets/index.ts';
import { CheckpointError, readCheckpoint } from './checkpoint.ts';
import { TrainingOptions } from './options.ts';
import { readParameters, writeStyle } from './styleFile.ts';
import { checkpointOf, freshState } from './trainer.ts';

const options = TrainingOptions.parse({ network: 'johnson 2' });

it('goes on from files of before its network was given more, which begins at nothing', () => {
  const state = freshState(options);
  const losses = { total: 0, content: 0, style: 0, tv: 0 };
  const style = writeStyle(state.parameters, { credits: { title: 'Test' }, options, steps: 0, losses });
  const since = (init: Initialiser): ParameterSpec => ({ name: 'since', shape: [2, 3], init });
  const [later, always] = [since({ kind: 'later' }), since({ kind: 'constant', value: 0 })];
  const nothing = { since: new Float32Array(6) };
  expect(readParameters(style, [later])).toEqual(nothing);
  expect(() => readParameters(style, [always])).toThrow(/no parameter since of \[2, 3\]/);
  const read = readCheckpoint(checkpointOf(state), () => [later]);
  expect([read.parameters, read.adam.first, read.adam.second]).toEqual([nothing, nothing, nothing]);
  expect(() => readCheckpoint(checkpointOf(state), () => [always])).toThrow(CheckpointError);
});
