import { expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

it('starts with the first picture', () => {
  const line = new Timeline();
  expect(line.at(5)).toBeNull();
  line.start(1000);
  line.start(2000);
  expect([line.at(999), line.at(1000), line.at(1500)]).toEqual([null, 0, 0.5]);
});

it('stands still in pauses, and what is seen in one is not in the clip', () => {
  const line = new Timeline();
  line.pause(500);
  expect(line.paused).toBe(false);
  line.start(1000);
  line.pause(2000);
  line.pause(2200);
  expect(line.paused).toBe(true);
  expect([line.at(1999), line.at(2000), line.length(9000)]).toEqual([0.999, null, 1]);
  line.resume(5000);
  line.resume(6000);
  // A picture from before the pause may come late.
  expect([line.at(1500), line.at(4999), line.at(5000), line.at(6000)]).toEqual([0.5, null, 1, 2]);
  line.pause(6500);
  line.resume(7000);
  expect(line.at(7500)).toBe(3);
});

it('never runs backwards when a resume carries an earlier time than its pause', () => {
  const line = new Timeline();
  line.start(0);
  line.pause(1000);
  line.resume(900);
  expect(line.at(1000)).toBe(1);
});
