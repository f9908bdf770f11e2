/** Reads Playwright's JSON report. */

/**
 * @param {any} json
 * @returns {import('./outcome.mjs').Outcome}
 */
export function playwrightOutcome(json) {
  /** @type {import('./outcome.mjs').Outcome} */
  const outcome = { passed: 0, failures: [], skips: [] };
  for (const error of json.errors ?? []) {
    outcome.failures.push({ name: 'an error outside of any test', details: textOf(error) });
  }
  for (const suite of json.suites) addSuite(outcome, suite, []);
  return outcome;
}

function addSuite(outcome, suite, above) {
  const path = [...above, suite.title];
  for (const inner of suite.suites ?? []) addSuite(outcome, inner, path);
  for (const spec of suite.specs) {
    for (const test of spec.tests) {
      const name = ['e2e', ...path, spec.title].join(' > ').replace('e2e > ', 'e2e/');
      if (test.status === 'expected') outcome.passed += 1;
      else if (test.status === 'skipped') outcome.skips.push({ name, reason: reasonOf(test) });
      else outcome.failures.push({ name, details: detailsOf(test) });
    }
  }
}

/** A test that never ran because the run was cut short is "skipped" too, but has no reason. */
function reasonOf(test) {
  return test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? '';
}

/** A test that passed at the second try is a failure like any other: it may fail for a person too. */
function detailsOf(test) {
  return test.results
    .flatMap(({ errors, stdout, stderr }) => [
      ...errors.map(textOf),
      ...[...stdout, ...stderr].map((entry) => entry.text ?? ''),
    ])
    .join('\n');
}

function textOf(error) {
  return error.stack ?? error.message ?? String(error.value);
}
