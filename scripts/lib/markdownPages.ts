/** Pages of docs/ inside the app: an imported Markdown file is its HTML, made when the app is built. */
import { Marked } from 'marked';
import type { Plugin } from 'vite';

/**
 * Turns `import page from 'x.md'` into a string of HTML. Its pictures become assets of the build. Pages are our own, so nothing in them needs to be made harmless.
 */
export const markdownPages: Plugin = {
  name: 'pastiche:markdown-pages',
  transform(source, id) {
    if (!id.endsWith('.md')) return null;
    const { html, pictures } = pageOf(source);
    const imports = pictures.map((path, index) => `import p${index} from ${JSON.stringify(`./${path}`)};`);
    const text = html.split(PICTURE).map((part) => JSON.stringify(part));
    // Between the parts stand the pictures' addresses, in turn.
    const joined = text.map((part, index) => (index === 0 ? part : `p${index - 1} + ${part}`)).join(' + ');
    return { code: `${imports.join('\n')}\nexport default ${joined};\n`, map: null, moduleType: 'js' };
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
