/** The runner's own words: its last line is a contract, and nothing may get lost on the way to it. */
import { describe, expect, it } from 'vitest';
import { checked, report, sum } from './outcome.mjs';
import { playwrightOutcome } from './playwright.mjs';

const lastLine = (text) => text.split('\n').at(-1);

describe('the report', () => {
  it.each([
    [{ passed: 3, failures: [], skips: [] }, '3 passed, 0 failed'],
    [{ passed: 0, failures: [{ name: 'a', details: 'b' }], skips: [] }, '0 passed, 1 failed'],
    [{ passed: 1, failures: [], skips: [{ name: 'a', reason: 'b' }] }, '1 passed, 0 failed, 1 skipped'],
  ])('of %o ends with "%s"', (outcome, expected) => {
    expect(lastLine(report(outcome))).toBe(expected);
  });

  it('shows failures in full and without colours, and skips with their reasons', () => {
    const failures = [{ name: 'sums', details: '\x1b[31mone\x1b[0m\ntwo' }];
    const text = report({ passed: 0, failures, skips: [{ name: 'gpu', reason: 'there is none' }] });
    expect(text).toContain('FAILED  sums\n  one\n  two');
    expect(text).toContain('gpu: there is none');
  });
});

describe('the sum', () => {
  it('counts a skip without a reason as a failure', () => {
    const total = sum([checked('a', []), { passed: 0, failures: [], skips: [{ name: 'b', reason: '' }] }]);
    expect(total).toMatchObject({ passed: 1, skips: [], failures: [{ name: 'b' }] });
  });

  it('makes one failure of a check with several problems', () => {
    expect(sum([checked('a', ['x', 'y'])]).failures).toEqual([{ name: 'a', details: 'x\ny' }]);
  });
});

describe("Playwright's report", () => {
  const test = (status, change = {}) => ({ status, annotations: [], results: [], ...change });
  const spec = (title, ...tests) => ({ title, tests });

  it('becomes an outcome, through nested suites', () => {
    const errors = [{ message: '\x1b[31mexpected\x1b[0m' }];
    const outcome = playwrightOutcome({
      errors: [{ message: 'no such file' }],
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('passes', test('expected'))],
          suites: [
            {
              title: 'group',
              specs: [
                spec(
                  'fails',
                  test('unexpected', { results: [{ errors, stdout: [{ text: 'said' }], stderr: [] }] }),
                ),
                spec('is flaky', test('flaky')),
                spec('is skipped', test('skipped', { annotations: [{ type: 'skip', description: 'why' }] })),
                spec('never ran', test('skipped')),
              ],
            },
          ],
        },
      ],
    });
    expect(outcome.passed).toBe(1);
    expect(outcome.failures.map(({ name }) => name)).toEqual([
      'an error outside of any test',
      'e2e/a.spec.ts > group > fails',
      'e2e/a.spec.ts > group > is flaky',
    ]);
    expect(outcome.failures[1]?.details).toContain('said');
    expect(outcome.skips).toEqual([
      { name: 'e2e/a.spec.ts > group > is skipped', reason: 'why' },
      { name: 'e2e/a.spec.ts > group > never ran', reason: '' },
    ]);
  });
});
