import { expect, it, vi } from 'vitest';
import { markdownPages, pageOf } from './markdownPages.ts';

const page =
  '# Guide\n\nWords with `keys`.\n\n![A "look"](pictures/a.jpg)\n\n## Part\n\n![Two](pictures/b.jpg)\n';

it('makes HTML of a page, without its title, one level down', () => {
  const { html, pictures } = pageOf(page);
  expect(pictures).toEqual(['pictures/a.jpg', 'pictures/b.jpg']);
  expect(html).toContain('<p>Words with <code>keys</code>.</p>');
  expect(html).toContain('<h3>Part</h3>');
  expect(html).not.toContain('<h2>');
  expect(html).toContain('alt="A &quot;look&quot;"');
});

it('makes a module that fetches the page, each picture from the build in its place', async () => {
  const emitted: { name?: string; source?: unknown }[] = [];
  const context = { emitFile: (file: (typeof emitted)[number]) => `ref${emitted.push(file)}` };
  const { transform } = markdownPages as unknown as {
    transform(this: typeof context, source: string, id: string): { code: string } | null;
  };
  expect(transform.call(context, 'x', 'x.ts')).toBeNull();
  const { code } = transform.call(context, page, '/docs/guide.md')!;
  expect(emitted).toEqual([{ type: 'asset', name: 'guide.html', source: pageOf(page).html }]);
  const built = code
    .replaceAll(/import (p\d) from (".*");/g, 'const $1 = $2;')
    .replace('import.meta.ROLLUP_FILE_URL_ref1', '"guide.html"');
  const fetched = vi.fn(() => Promise.resolve(new Response(pageOf(page).html)));
  vi.stubGlobal('fetch', fetched);
  const module = (await import(`data:text/javascript,${encodeURIComponent(built)}`)) as {
    default: () => Promise<string>;
  };
  for (const time of ['first', 'second']) {
    expect(await module.default(), time).toMatch(
      /src="\.\/pictures\/a\.jpg".*<h3>Part.*src="\.\/pictures\/b/s,
    );
  }
  expect(fetched).toHaveBeenCalledWith('guide.html');
  vi.unstubAllGlobals();
});
