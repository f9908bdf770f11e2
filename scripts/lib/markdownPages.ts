/** Pages of docs/ inside the app: an imported Markdown file is its HTML, made when the app is built. */
import { basename } from 'node:path';
import { Marked } from 'marked';
import type { Plugin } from 'vite';

/**
 * Turns `import page from 'x.md'` into a function that fetches the page's HTML, which is an asset of the build like its
 * pictures: text that few ask for need not be JavaScript. Pages are our own, so nothing in them needs to be made harmless.
 */
export const markdownPages: Plugin = {
  name: 'pastiche:markdown-pages',
  apply: 'build',
  transform(source, id) {
    if (!id.endsWith('.md')) return null;
    const { html, pictures } = pageOf(source);
    const asset = this.emitFile({ type: 'asset', name: `${basename(id, '.md')}.html`, source: html });
    const imports = pictures.map((path, index) => `import p${index} from ${JSON.stringify(`./${path}`)};`);
    const code = `${imports.join('\n')}
const pictures = [${pictures.map((_, index) => `p${index}`).join(', ')}];
export default async () => {
  const reply = await fetch(import.meta.ROLLUP_FILE_URL_${asset});
  if (!reply.ok) throw new Error(reply.statusText);
  let at = 0;
  return (await reply.text()).replaceAll('${PICTURE}', () => pictures[at++]);
};
`;
    return { code, map: null, moduleType: 'js' };
  },
};

/** Stands for a picture's address, which is not known before it is an asset. */
const PICTURE = '@picture@';

/** The HTML of a page, and the pictures whose addresses are missing in it. */
export function pageOf(source: string): { html: string; pictures: string[] } {
  const pictures: string[] = [];
  const reader = new Marked({
    async: false,
    renderer: {
      image({ href, text }) {
        pictures.push(href);
        return `<img src="${PICTURE}" alt="${text.replaceAll('"', '&quot;')}" loading="lazy">`;
      },
      heading({ tokens, depth }) {
        // What shows the page has a title of its own.
        return depth === 1 ? '' : `<h${depth + 1}>${this.parser.parseInline(tokens)}</h${depth + 1}>\n`;
      },
    },
  });
  return { html: reader.parse(source) as string, pictures };
}
