/**
 * `npm test`: makes the machine ready and runs every check and test there is. The last line of its output
 * is `N passed, N failed` or `N passed, N failed, N skipped`; it exits with 1 when anything failed.
 * `npm test -- --only checks|unit|e2e` runs a part.
 */
import process from 'node:process';
import { ensureDependencies } from './lib/ready.mjs';

const PARTS = ['checks', 'unit', 'e2e'];

const only = readOnly(process.argv.slice(2));
try {
  await ensureDependencies();
} catch (error) {
  console.log(`\nFAILED  dependencies\n  ${error.message}\n\n0 passed, 1 failed`);
  process.exit(1);
}

// Only now: these need the dependencies.
const { build, checks, e2e, unit } = await import('./test/steps.mjs');
const { report, sum } = await import('./test/outcome.mjs');

const parts = { checks, unit: [unit], e2e: [e2e] };
/**
 * Two steps run at a time. The unit tests begin while the last check, which keeps one core busy, still
 * runs; the end-to-end tests have the machine to themselves.
 */
const rounds = only ? [parts[only]] : [[...checks, unit], [e2e]];
const TOGETHER = 2;
console.log('build, checks, unit tests, end-to-end tests: each says when it is through');
const outcomes = [await timed(build)];
for (const round of rounds) {
  const waiting = [...round];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) outcomes.push(await timed(step));
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
}

const total = sum(outcomes);
console.log(report(total));
process.exitCode = total.failures.length > 0 ? 1 : 0;

/** Runs a step, and says what came of it. */
async function timed(step) {
  const start = performance.now();
  const outcome = await step.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const failed = outcome.failures.length;
  console.log(`${step.name} … ${failed > 0 ? `${failed} FAILED` : `${outcome.passed} ok`} (${seconds} s)`);
  return outcome;
}

function readOnly(args) {
  const [flag, part, ...rest] = args;
  if (flag === undefined) return null;
  if (flag === '--only' && PARTS.includes(part) && rest.length === 0) return part;
  console.error(`Usage: npm test [-- --only ${PARTS.join('|')}]`);
  process.exit(2);
}
