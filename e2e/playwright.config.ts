/** End-to-end tests: the real app in a real browser, and in Electron where it is installed. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testIgnore: 'endurance/**',
  outputDir: '../test-results',
  // Each test runs a browser and a painter; two of them on two cores would only measure each other.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
});
