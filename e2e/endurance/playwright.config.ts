/**
 * What takes too long for every run: `npm run endurance`. Recordings that are killed again and again,
 * one long enough for sound and pictures to come apart, an hour's bytes for their memory, starts until one would
 * freeze, and somebody who presses whatever there is. `PASTICHE_KILLS`, `PASTICHE_MINUTES`, `PASTICHE_LONG_MINUTES`,
 * `PASTICHE_STARTS`, `PASTICHE_VISITS` and `PASTICHE_WHIMS` say how often and how long.
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
