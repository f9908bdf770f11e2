/**
 * A reporter for Vitest that writes an {@link import('./outcome.mjs').Outcome} as JSON to the file named by
 * PASTICHE_TEST_OUTCOME. Vitest's own JSON leaves out why a test was skipped and errors outside of tests.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';

export default class OutcomeReporter {
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {import('./outcome.mjs').Outcome} */
    const outcome = { passed: 0, failures: [], skips: [] };
    for (const module of modules) this.#addModule(outcome, module);
    for (const error of unhandledErrors) {
      outcome.failures.push({ name: 'an error outside of any test', details: textOf(error) });
    }
    writeFileSync(process.env.PASTICHE_TEST_OUTCOME ?? '', JSON.stringify(outcome));
  }

  #addModule(outcome, module) {
    const file = module.relativeModuleId;
    // A file that cannot be loaded, or a hook around tests that fails, has errors but maybe no failed test.
    const suites = [module, ...module.children.allSuites()];
    for (const suite of suites.filter((each) => each.errors().length > 0)) {
      const name = suite === module ? file : `${file} > ${suite.fullName}`;
      outcome.failures.push({ name, details: suite.errors().map(textOf).join('\n') });
    }
    for (const test of module.children.allTests()) {
      const name = `${file} > ${test.fullName}`;
      const { state, errors, note } = test.result();
      if (state === 'passed') outcome.passed += 1;
      else if (state === 'skipped') outcome.skips.push({ name, reason: note ?? '' });
      else outcome.failures.push({ name, details: errors?.map(textOf).join('\n') || `it was ${state}` });
    }
  }
}

function textOf(error) {
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.diff ? `${text}\n${error.diff}` : text;
}
