/** House rule: a test that is skipped says why, for one that does not counts as failed (scripts/test/outcome.mjs). */
import { isTest } from './sources.mjs';

export const name = 'tests that are skipped say why';

/** What skips tests, on one machine only perhaps, and takes no reason. */
const SILENT = /\b(?:describe|it|test)(?:\.\w+)*\.(?:skipIf|runIf)\(/;

/** @param {{ path: string, text: string }[]} sources */
export function check(sources) {
  return sources
    .filter(({ path }) => isTest(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (SILENT.test(line) ? [`${path}:${index + 1}`] : [])),
    )
    .map((place) => `${place} skips in silence: call skip(condition, reason) of the test's context`);
}
