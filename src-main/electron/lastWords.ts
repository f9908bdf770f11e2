/** What is said in a box of the system's when Pastiche cannot go on: there may be no page any more to say it. */
import type { MenuLanguage } from './menuLabels.ts';

/** What ended it: it could not be started, its page could not be loaded, or its page crashes time and again. */
export type LastReason = 'start' | 'page' | 'crashes';

type Words = Readonly<Record<LastReason, (why: string) => string>> & { readonly title: string };

const en: Words = {
  title: 'Pastiche cannot go on',
  start: (why) => `It could not be started: ${why}`,
  page: (why) => `Its page could not be loaded: ${why}`,
  crashes: (why) => `Its page keeps crashing (${why}). Start Pastiche again.`,
};
const ja: Words = {
  title: 'Pastiche を続けられません',
  start: (why) => `起動できませんでした：${why}`,
  page: (why) => `ページを読み込めませんでした：${why}`,
  crashes: (why) => `ページが繰り返しクラッシュします（${why}）。Pastiche を起動し直してください。`,
};

/** The box's title and text, in the person's language; what the system says of it stays as it is. */
export function lastWords(reason: LastReason, why: string, language: MenuLanguage): [string, string] {
  const words = language === 'ja' ? ja : en;
  return [words.title, words[reason](why)];
}
