import { describe, expect, it } from 'vitest';
import { catalogue, say, type Key, type Message, type Translation, type Values } from './catalogue.ts';

/** Every text of a language by its key, each plural form as a text of its own. */
function texts(language: 'en' | 'ja'): Map<string, string[]> {
  const forms = (message: Message): string[] =>
    typeof message === 'string' ? [message] : Object.values({ ...message });
  return new Map(
    Object.entries(catalogue[language]).flatMap(([area, messages]) =>
      Object.entries(messages).map(([name, message]) => [`${area}.${name}`, forms(message)] as const),
    ),
  );
}

const placeholders = (text: string): Set<string> => new Set(text.match(/\{\w+\}/g));
const all = (forms: readonly string[]): Set<string> =>
  new Set(forms.flatMap((text) => [...placeholders(text)]));

describe('the catalogue', () => {
  const [english, japanese] = [texts('en'), texts('ja')];

  it('has the same texts in every language, none of them empty', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, forms] of [...english, ...japanese]) {
      for (const text of forms) expect(text.trim(), key).toBe(text);
      for (const text of forms) expect(text, key).not.toBe('');
    }
  });

  it('has the same placeholders in every language', () => {
    for (const [key, forms] of english) {
      expect([key, all(japanese.get(key) ?? [''])]).toEqual([key, all(forms)]);
    }
  });

  it('spells placeholders so that they are found', () => {
    for (const [key, forms] of [...english, ...japanese]) {
      for (const text of forms) expect(text.replaceAll(/\{\w+\}/g, ''), key).not.toMatch(/[{}]/);
    }
  });

  it('has Japanese that is Japanese: Latin letters alone are units and names only', () => {
    const left = (text: string): string => text.replaceAll(/\{\w+\}|Pastiche/g, '');
    const foreign = [...japanese].filter(([, forms]) =>
      forms
        .map(left)
        .some(
          (text) =>
            /[a-z]{4}/i.test(text) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text),
        ),
    );
    expect(foreign.map(([key]) => key)).toEqual([]);
  });
});

describe('a text', () => {
  it('takes its values, numbers as the language writes them', () => {
    expect(say('en', 'notices.notPainted', { title: 'The Wave', message: 'No.' })).toBe(
      'The Wave cannot be painted: No.',
    );
    expect(say('en', 'gallery.problems', { count: 1234 })).toBe('1,234 styles could not be hung');
  });

  it('agrees with its count', () => {
    expect(say('en', 'gallery.problems', { count: 1 })).toBe('One style could not be hung');
    expect(say('en', 'gallery.problems', { count: 0 })).toBe('0 styles could not be hung');
    expect(say('ja', 'gallery.problems', { count: 1 })).toBe('1 件のスタイルを飾れませんでした');
  });

  it('is not filled in twice by what a value says', () => {
    expect(say('en', 'notices.notPainted', { title: '{message}', message: '$&' })).toBe(
      '{message} cannot be painted: $&',
    );
  });

  it('that does not exist is an error', () => {
    expect(() => say('en', 'gallery.nonsense')).toThrow('gallery.nonsense');
    expect(() => say('en', 'nonsense')).toThrow('nonsense');
  });
});

it('does not compile where a text or a value is missing', () => {
  interface English {
    a: 'A';
    b: 'B';
  }
  // @ts-expect-error `b` is missing.
  const half: Translation<English> = { a: 'あ' };
  // @ts-expect-error `c` is too much.
  const more: Translation<English> = { a: 'あ', b: 'い', c: 'う' };
  // @ts-expect-error There is no such text.
  const key: Key = 'gallery.nonsense';
  // @ts-expect-error The title is missing.
  const values: Values<'notices.notPainted'> = [{ message: '' }];
  // @ts-expect-error This text takes nothing.
  const surplus: Values<'stage.compare'> = [{ message: '' }];
  const right: Values<'gallery.problems'> = [{ count: 3 }];
  expect([half, more, key, values, surplus, right]).toHaveLength(6);
});
