import { expect, it } from 'vitest';
import { USUAL_NETWORK } from '../nets/index.ts';
import { describeModel } from '../paint/describe.ts';
import { usualStyle } from './measure.ts';

it('measures with the network of the shipped styles before there is one', () => {
  // The studio files the figure under this name.
  expect(describeModel(usualStyle().bytes).network).toBe(USUAL_NETWORK);
});
