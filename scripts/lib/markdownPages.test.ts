import { expect, it } from 'vitest';
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

it('makes a module that has its pictures from the build, each in its place', () => {
  const { transform } = markdownPages as { transform(source: string, id: string): { code: string } | null };
  expect(transform('x', 'x.ts')).toBeNull();
  const { code } = transform(page, '/docs/guide.md')!;
  expect(code).toContain('import p1 from "./pictures/b.jpg";');
  expect(code).toMatch(/src=\\"" \+ p0 \+ "\\".*<h3>Part.*src=\\"" \+ p1 \+ "\\"/s);
});
