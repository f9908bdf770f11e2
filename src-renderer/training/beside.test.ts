import { expect, it } from 'vitest';
import { rateBeside } from './beside.ts';

it.each([
  ['on few cores that it shares', { status: 'running', device: 'cpu' }, 4, 24],
  ['on many cores', { status: 'running', device: 'cpu' }, 16, 30],
  ['on a card', { status: 'running', device: 'webgpu' }, 2, 30],
  ['before it has a device', { status: 'running' }, 2, 30],
  ['that is paused', { status: 'paused', device: 'cpu' }, 2, 30],
] as const)('beside a training %s', (_, training, cores, fps) => {
  expect(rateBeside(training, 30, cores)).toBe(fps);
});

it('without a training the view keeps its rate', () => {
  expect(rateBeside(null, 30, 2)).toBe(30);
});
