import { compile } from 'svelte/compiler';
import { expect, it } from 'vitest';
import { shortClasses } from './shortClasses.ts';

it('names a component by its file, whenever it is asked', () => {
  const cssHash = shortClasses();
  const css = (filename: string, colour: string): string =>
    compile(`<p>x</p><style>p { color: ${colour}; }</style>`, { filename, cssHash }).css?.code ?? '';
  expect(css('a/One.svelte', 'red')).toMatch(/^\s*p\.s[a-z0-9]{4} \{/);
  const [one, again, two] = [
    css('a/One.svelte', 'red'),
    css('a/One.svelte', 'blue'),
    css('a/Two.svelte', 'red'),
  ];
  expect(again).toBe(one.replace('red', 'blue'));
  expect(two).not.toBe(one);
});

it('refuses a class that another component has', () => {
  const cssHash = shortClasses();
  const hash = (text: string): string => `${text.length}same`;
  expect(cssHash({ filename: 'One.svelte', hash })).toBe('ssame');
  expect(cssHash({ filename: 'One.svelte', hash })).toBe('ssame');
  expect(() => cssHash({ filename: 'Other.svelte', hash })).toThrow(/One\.svelte and Other\.svelte/);
});
