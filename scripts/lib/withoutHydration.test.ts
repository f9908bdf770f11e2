import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { constantFlag } from './withoutHydration.ts';

const module = 'node_modules/svelte/src/internal/client/dom/hydration.js';

it("makes the flag of Svelte's own module constant, and nothing assigns it", () => {
  const code = constantFlag(readFileSync(resolve(import.meta.dirname, '../..', module), 'utf8'));
  expect(code).toContain('export const hydrating = false;');
  expect(code.match(/\bhydrating = /g)).toHaveLength(1);
  expect(code).toMatch(/function set_hydrating\(value\) \{\s*\}/);
});

it('refuses a module that it does not know', () => {
  expect(() => constantFlag('export let hydrating = true;')).toThrow(/not as it was/);
});
