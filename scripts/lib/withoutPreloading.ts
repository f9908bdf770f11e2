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
  generateBundle: {
    // Only then is it known which part of the page has styles of its own.
    order: 'post',
    handler(_options, bundle) {
      for (const [name, part] of Object.entries(bundle)) {
        const styles =
          part.type === 'chunk' && part.isDynamicEntry ? part.viteMetadata?.importedCss : undefined;
        if (styles && styles.size > 0)
          throw new Error(`${name} has styles to be loaded beforehand: this plugin has to go`);
      }
    },
  },
};
