import { expect, it } from 'vitest';
import { lastWords } from './lastWords.ts';

it.each(['start', 'page', 'crashes'] as const)(
  '%s: both languages say it, each in its own words',
  (reason) => {
    const [[title, text], [japaneseTitle, japanese]] = [
      lastWords(reason, 'EACCES', 'en'),
      lastWords(reason, 'EACCES', 'ja'),
    ];
    expect([title, text].join()).not.toMatch(/[^\p{ASCII}]/u);
    for (const words of [text, japanese]) expect(words).toContain('EACCES');
    // No English is left but our name and what the system says.
    expect(`${japaneseTitle} ${japanese}`.replaceAll(/Pastiche|EACCES/g, '')).not.toMatch(/[a-z]/i);
    expect(japanese).toMatch(/\p{Script=Hiragana}/u);
  },
);
