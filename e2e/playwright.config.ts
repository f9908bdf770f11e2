/** End-to-end tests: the real app in a real browser, and in Electron where it is installed. */
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testIgnore: 'endurance/**',
  outputDir: '../test-results',
  // Half of a test is waiting, for a process to start or for the page: two fill two cores, more would be in each other's way.
  workers: Math.min(2, availableParallelism()),
  timeout: 90_000,
  // Where a machine has other things to do, too, what takes two seconds may take ten times as long.
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: 'list',
});
