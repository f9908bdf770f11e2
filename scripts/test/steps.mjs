/** The steps of the tests. Each gives an {@link import('./outcome.mjs').Outcome} and never throws. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBrowser, ensureBuild, ensureMediaTools, NotReady, root } from '../lib/ready.mjs';
import { run } from '../lib/run.mjs';
import { checked } from './outcome.mjs';
import { playwrightOutcome } from './playwright.mjs';

/** A program that has said nothing for so long hangs. */
const STALL_MS = 5 * 60_000;
/** Checks say nothing until they are through, which takes minutes where a machine is slow and busy. */
const CHECK_MS = 15 * 60_000;
const HOUSE_RULES = ['fileLength', 'arrows', 'docComments', 'lockfile', 'skips'];

/**
 * Types, lint, house rules and the size of the page, which has been built by then. Types are TypeScript 7's
 * (`@typescript/native`), in a quarter of the time; ESLint wants the interface that only the one before has.
 */
export const checks = [
  // The longest first: two run at a time.
  program('lint of Svelte', 'eslint/bin/eslint.js', ['src-renderer', '--max-warnings', '0']),
  program('lint', 'oxlint/bin/oxlint', ['--deny-warnings']),
  program('types of the main side, scripts and configuration', '@typescript/native/bin/tsc', [
    '-p',
    'tsconfig.json',
  ]),
  program('types of plain JavaScript', '@typescript/native/bin/tsc', [
    '-p',
    'scripts/tsconfig.javascript.json',
  ]),
  program('types of the end-to-end tests', '@typescript/native/bin/tsc', ['-p', 'e2e/tsconfig.json']),
  program('types of the page', 'svelte-check/bin/svelte-check', [
    ...['--tsconfig', 'src-renderer/tsconfig.json'],
    ...['--fail-on-warnings', '--output', 'human', '--tsgo-experimental-api'],
  ]),
  { name: 'house rules', run: houseRules },
  { name: 'size of the page', run: sizeOfPage },
];

/** The build, which the end-to-end tests open. */
export const build = { name: 'build', run: () => attempt('the build', ensureBuild) };

/** Unit and integration tests. */
export const unit = {
  name: 'unit and integration tests',
  run: () =>
    withOutcomeFile(async (file) => {
      const reporter = join(root, 'scripts', 'test', 'vitestReporter.mjs');
      const args = [
        'run',
        '--config',
        'scripts/vitest.config.ts',
        '--reporter',
        'default',
        '--reporter',
        reporter,
      ];
      const result = await node('vitest/vitest.mjs', args, { PASTICHE_TEST_OUTCOME: file });
      return read(file, 'unit tests', result);
    }),
};

/** End-to-end tests in a real browser, and in Electron where it is installed. */
export const e2e = {
  name: 'end-to-end tests',
  async run() {
    let browser;
    const found = await attempt('a browser for the end-to-end tests', async () => {
      browser = await ensureBrowser();
    });
    if (found.failures.length > 0) return found;
    // Without them the tests that need a camera clip are skipped, and say so.
    const tools = await ensureMediaTools().catch((error) => ({ ffmpeg: '', problem: error.message }));
    return withOutcomeFile(async (file) => {
      const result = await node('@playwright/test/cli.js', ['test', '-c', 'e2e', '--reporter', 'list,json'], {
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
        PASTICHE_BROWSER: browser,
        PASTICHE_FFMPEG: tools.ffmpeg,
        PASTICHE_FFMPEG_PROBLEM: 'problem' in tools ? tools.problem : '',
      });
      const outcome = read(file, 'end-to-end tests', result, playwrightOutcome);
      return outcome;
    });
  },
};

/** A check that is a program of a dependency: it passes when the program ends well. */
function program(name, script, args) {
  return {
    name,
    run: async () => {
      const { ok, stalled, output } = await node(script, args, {}, CHECK_MS);
      const why = stalled
        ? `${script} was stopped after ${CHECK_MS / 60_000} minutes`
        : `${script} failed without a word`;
      return checked(name, ok ? [] : [output || why]);
    },
  };
}

async function houseRules() {
  const { readSources } = await import('../checks/sources.mjs');
  const sources = readSources(root);
  const outcomes = await Promise.all(
    HOUSE_RULES.map(async (rule) => {
      const { name, check } = await import(`../checks/${rule}.mjs`);
      return checked(name, check(sources, root));
    }),
  );
  return {
    passed: outcomes.filter(({ passed }) => passed).length,
    failures: outcomes.flatMap(({ failures }) => failures),
    skips: [],
  };
}

async function sizeOfPage() {
  const { checkPageSize, name } = await import('../checks/pageSize.mjs');
  try {
    return checked(name, checkPageSize(root));
  } catch (error) {
    return checked(name, [`the built page cannot be read: ${error.message}`]);
  }
}

/** Something that throws {@link NotReady} when it cannot be had, as a check. */
async function attempt(name, work) {
  try {
    await work();
    return checked(name, []);
  } catch (error) {
    return checked(name, [error instanceof NotReady ? error.message : error.stack]);
  }
}

function node(script, args, env = {}, stallMs = STALL_MS) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    // Nothing may ask, colour or update: what they say is read by us.
    env: { CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    stallMs,
  });
}

async function withOutcomeFile(work) {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-test-'));
  try {
    return await work(join(folder, 'outcome.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a runner wrote down; a runner that fails without a failed test is itself the failure. */
function read(file, name, { ok, stalled, output }, translate = (json) => json) {
  let outcome;
  try {
    outcome = translate(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    outcome = { passed: 0, failures: [], skips: [] };
  }
  const empty = outcome.passed === 0 && outcome.failures.length === 0;
  if (stalled || empty || (!ok && outcome.failures.length === 0)) {
    const why = stalled ? `They said nothing for ${STALL_MS / 60_000} minutes and were stopped.\n` : '';
    outcome.failures.push({ name: `the ${name} did not run to their end`, details: why + output });
  }
  return outcome;
}
