/** The page's language. What is read from here in a component follows when the language changes. */
import type { ErrorCode } from '../bridge/contract.ts';
import { say, type Key, type Language, type Values } from './catalogue.ts';
import { chooseLanguage, type LanguageChoice } from './choose.ts';
import * as format from './format.ts';
import type { Interpreter } from './heard.ts';
import { loaded } from './loaded.ts';

let choice = $state<LanguageChoice>('system');
let system = $state.raw<readonly string[]>(systemLanguages());
const language = $derived(chooseLanguage(choice, system));

/** The language the page speaks now. */
export function currentLanguage(): Language {
  return language;
}

/** Speaks another language from now on. */
export function speak(wanted: LanguageChoice): void {
  choice = wanted;
}

/** Tells the document its language, and follows the system's; the returned function stops. */
export function followLanguage(): () => void {
  const onchange = (): void => {
    system = systemLanguages();
  };
  window.addEventListener('languagechange', onchange);
  const stop = $effect.root(() => {
    $effect(() => {
      document.documentElement.lang = language;
      if (language === 'ja' && !interpreter) void loadInterpreter();
    });
  });
  return () => {
    window.removeEventListener('languagechange', onchange);
    stop();
  };
}

async function loadInterpreter(): Promise<void> {
  const part = await loaded(() => import('./ja/interpreter.ts'), () => language === 'ja' && !interpreter); // prettier-ignore
  if (part) interpreter = part.interpretJapanese();
}

/** A text of the catalogue in the page's language: `t('gallery.removed', { title })`. */
export function t<K extends Key>(key: K, ...[values]: Values<K>): string {
  return say(language, key, values);
}

/** Knows the main side's words in Japanese; loaded when they are first wanted. */
let interpreter = $state.raw<Interpreter | null>(null);

/** What the main side says, in the page's language as far as that knows the words. */
export function heard(message: string): string {
  return language === 'ja' && interpreter ? interpreter.say(message) : message;
}

/** A refusal's message in the page's language; one whose words are not known is told by its code. */
export function told({ code, message }: { code: ErrorCode; message: string }): string {
  const words = heard(message);
  return words === message ? t(`codes.${code}`, { message }) : words;
}

/** A number as the page's language writes it. */
export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return format.formatNumber(language, value, options);
}

/** A part of one, as a percentage. */
export function percent(part: number): string {
  return format.formatPercent(language, part);
}

/** A moment's date, and its time where `withTime`. */
export function date(moment: Date, withTime = false): string {
  return format.formatDate(language, moment, withTime);
}

/** A size in bytes. */
export function bytes(count: number): string {
  return format.formatBytes(language, count);
}

/** Things one after the other. */
export function list(items: readonly string[]): string {
  return format.formatList(language, items);
}

function systemLanguages(): readonly string[] {
  // Tests of pure code run where there is no person with languages: Node's is the machine's.
  return typeof window === 'undefined' ? ['en'] : navigator.languages;
}
