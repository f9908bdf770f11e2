import { expect, it } from 'vitest';
import { cameraProblem } from './problem.ts';

it.each([
  ['NotAllowedError', 'refused'],
  ['SecurityError', 'refused'],
  ['NotFoundError', 'none'],
  ['OverconstrainedError', 'none'],
  ['NotReadableError', 'in-use'],
  ['AbortError', 'in-use'],
  ['TypeError', 'unsupported'],
])('a %s means %s', (name, problem) => {
  expect(cameraProblem(new DOMException('', name), false)).toBe(problem);
});

it('is the system that refuses a page which has the permission', () => {
  expect(cameraProblem(new DOMException('', 'NotAllowedError'), true)).toBe('refused-by-system');
});
