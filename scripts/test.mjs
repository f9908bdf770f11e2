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

const steps = { checks, unit: [unit], e2e: [e2e] };
const outcomes = [];
for (const step of [build, ...(only ? steps[only] : PARTS.flatMap((part) => steps[part]))]) {
  process.stdout.write(`${step.name} … `);
  const start = performance.now();
  const outcome = await step.run();
  outcomes.push(outcome);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const failed = outcome.failures.length;
  process.stdout.write(`${failed > 0 ? `${failed} FAILED` : `${outcome.passed} ok`} (${seconds} s)\n`);
}

const total = sum(outcomes);
console.log(report(total));
process.exitCode = total.failures.length > 0 ? 1 : 0;

function readOnly(args) {
  const [flag, part, ...rest] = args;
  if (flag === undefined) return null;
  if (flag === '--only' && PARTS.includes(part) && rest.length === 0) return part;
  console.error(`Say: npm test [-- --only ${PARTS.join('|')}]`);
  process.exit(2);
}
