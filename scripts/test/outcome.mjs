/**
 * What a step of the tests came to, and how all of it is told.
 *
 * @typedef {{ name: string, details: string }} Failure
 * @typedef {{ name: string, reason: string }} Skip
 * @typedef {{ passed: number, failures: Failure[], skips: Skip[] }} Outcome
 */

import { stripVTControlCharacters } from 'node:util';

/** The outcome of one check: it passed, unless there is something to say. */
export function checked(name, problems) {
  return problems.length === 0
    ? { passed: 1, failures: [], skips: [] }
    : { passed: 0, failures: [{ name, details: problems.join('\n') }], skips: [] };
}

/** All outcomes as one. A skip without a reason is a failure: nothing is skipped in silence. */
export function sum(outcomes) {
  const skips = outcomes.flatMap((outcome) => outcome.skips);
  const silent = skips
    .filter(({ reason }) => !reason)
    .map(({ name }) => ({ name, details: 'was skipped without a reason: give one to skip()' }));
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failures: [...outcomes.flatMap((outcome) => outcome.failures), ...silent],
    skips: skips.filter(({ reason }) => reason),
  };
}

/** The report's end: skips with their reasons, failures in full, and the last line, which is a contract. */
export function report(outcome) {
  const { passed, failures, skips } = outcome;
  const lines = [];
  if (skips.length > 0) {
    lines.push('', 'Skipped:', ...skips.map(({ name, reason }) => `  ${name}: ${reason}`));
  }
  for (const { name, details } of failures) {
    // Some programs colour their words whatever they are told; a log file has no colours.
    const plain = stripVTControlCharacters(details);
    lines.push(
      '',
      `FAILED  ${name}`,
      ...plain
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    );
  }
  const counts = [`${passed} passed`, `${failures.length} failed`];
  if (skips.length > 0) counts.push(`${skips.length} skipped`);
  return [...lines, '', counts.join(', ')].join('\n');
}
