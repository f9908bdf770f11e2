import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { endOnlyWhenTold } from './signals.ts';

it('hears what a terminal sends to all of its processes, which would end it', () => {
  const ours = new EventEmitter();
  endOnlyWhenTold(ours);
  expect([ours.emit('SIGINT'), ours.emit('SIGHUP')]).toEqual([true, true]);
  expect(ours.emit('SIGTERM'), 'what is meant for it alone still ends it').toBe(false);
});
