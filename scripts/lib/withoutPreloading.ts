/** Takes out of Vite what loads beforehand what a part of the page that comes later needs: ours needs nothing. */
import type { Plugin } from 'vite';

const MODULE = '\0vite/preload-helper.js';
/** What Vite calls with the import, and the files to be there before it. */
const HELPER = 'export const __vitePreload = (load) => load();';

/** Half a kilobyte of what every page is sent. */
export const withoutPreloading: Plugin = {
  name: 'pastiche:without-preloading',
  apply: 'build',
  enforce: 'pre',
  load: {
    filter: { id: /vite\/preload-helper\.js$/ },
    handler: () => ({ code: HELPER, map: null, moduleSideEffects: false }),
  },
  buildEnd(error) {
    if (!error && !this.getModuleInfo(MODULE)?.code?.startsWith(HELPER))
      throw new Error(`Vite has no ${MODULE} of this kind any more: see whether this plugin can go`);
  },
  generateBundle(_options, bundle) {
    for (const [name, part] of Object.entries(bundle)) {
      if (part.type === 'chunk' && part.code.includes('__vite__mapDeps'))
        throw new Error(`${name} has something to be loaded beforehand: this plugin has to go`);
    }
  },
};
