/** Which language the page speaks. */
import type { Settings } from '../bridge/contract.ts';
import type { Language } from './catalogue.ts';

/** What a person may choose: a language, or the system's. */
export type LanguageChoice = Settings['language'];

/** The languages under their own names, as a person looks for them who reads no other. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' };

/** The chosen language; for `system` the first of the person's languages that we have, or else English. */
export function chooseLanguage(choice: LanguageChoice, system: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of system) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'ja') return base;
  }
  return 'en';
}
