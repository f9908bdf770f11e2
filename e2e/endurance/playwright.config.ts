/**
 * What takes too long for every run: `npm run endurance`. Recordings that are killed again and again, and
 * one long enough for sound and pictures to come apart. `PASTICHE_KILLS` and `PASTICHE_MINUTES` say how
 * often and how long.
 */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
});
