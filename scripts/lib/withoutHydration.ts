/** Takes out of Svelte what takes over a page that a server has drawn: ours is always drawn anew. */
import type { Plugin } from 'vite';

const MODULE = 'svelte/src/internal/client/dom/hydration.js';
const FLAG = 'export let hydrating = false;';
const ASSIGNMENT = 'hydrating = value;';

/**
 * Svelte guards all of that with one variable, so that it can be left out where nobody hydrates, but Rolldown takes a
 * variable that is assigned anywhere to vary. As a constant it is false to the bundler, too.
 */
export const withoutHydration: Plugin = {
  name: 'pastiche:without-hydration',
  apply: 'build',
  transform: {
    filter: { id: /\/svelte\/src\/internal\/client\/dom\/hydration\.js$/ },
    handler: (code) => ({ code: constantFlag(code), map: null }),
  },
  buildEnd(error) {
    if (!error && ![...this.getModuleIds()].some((id) => id.endsWith(MODULE)))
      throw new Error(`Svelte has no ${MODULE} any more: see whether this plugin can go`);
  },
};

/** The module with its flag constant; what would set it does nothing, since it is only ever told false. */
export function constantFlag(code: string): string {
  if (!code.includes(FLAG) || !code.includes(ASSIGNMENT))
    throw new Error(`${MODULE} is not as it was: see whether this plugin can go`);
  return code.replace(FLAG, FLAG.replace('let', 'const')).replace(ASSIGNMENT, '');
}
