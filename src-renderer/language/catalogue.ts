/**
 * The catalogue: every text that a person sees, by language, area and name. English says which texts there
 * are; a language that lacks one does not compile.
 */
import { en } from './en/index.ts';
import { ja } from './ja/index.ts';

/** A language that the page speaks. */
export type Language = 'en' | 'ja';

/** A text; or one for each plural category of its language, chosen by the value of `{count}`. */
export type Message = string | Plural;
export interface Plural {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** An area in another language: the same names, the texts its own. */
export type Translation<Area> = { readonly [Name in keyof Area]: Message };

type English = typeof en;

/** Names a text: `area.name`. */
export type Key = {
  [Area in keyof English]: `${Area}.${keyof English[Area] & string}`;
}[keyof English];

type MessageOf<K> = K extends `${infer Area}.${infer Name}`
  ? Area extends keyof English
    ? Name extends keyof English[Area]
      ? English[Area][Name]
      : never
    : never
  : never;
type TextsOf<M> = M extends string ? M : M[keyof M];
type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Placeholders<K extends Key> = NamesIn<TextsOf<MessageOf<K>>>;

/** What `t` wants besides a key: nothing, or a value for every `{placeholder}` of the English text. */
export type Values<K extends Key> = [Placeholders<K>] extends [never]
  ? []
  : [values: Readonly<Record<Placeholders<K>, string | number>>];

/** Every language's texts. */
export const catalogue: Readonly<
  Record<Language, Readonly<Record<string, Readonly<Record<string, Message>>>>>
> = { en, ja };

/** A text with its placeholders filled in; numbers are written as the language writes them. */
export function say(
  language: Language,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const [area, name] = split(key);
  const message = catalogue[language][area]?.[name];
  if (message === undefined) throw new Error(`The catalogue has no text ${key}.`);
  const text = typeof message === 'string' ? message : plural(language, message, values['count']);
  return text.replaceAll(/\{(\w+)\}/g, (whole, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function plural(language: Language, message: Plural, count: string | number | undefined): string {
  return message[new Intl.PluralRules(language).select(Number(count))] ?? message.other;
}

/** An area and the name in it; the name may have dots of its own. */
function split(key: string): [string, string] {
  const dot = key.indexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}
