/**
 * What the main side says, in the person's language. It speaks English, to the log and the command line as to the
 * page; the page knows its sentences by heart, and puts others through as they are.
 */

/** Sentences by heart: English with {} for what varies, and the same with {0}, {1} … in another language. */
export type Phrases = Readonly<Record<string, string>>;

interface Phrase {
  readonly pattern: RegExp;
  readonly meaning: string;
}

/** Says sentences in the language of some phrases. */
export class Interpreter {
  readonly #phrases: readonly Phrase[];

  constructor(phrases: Phrases) {
    // What says more is looked at first: "{}: {}" would fit nearly everything.
    const bySubstance = Object.entries(phrases).sort(([a], [b]) => substance(b) - substance(a));
    this.#phrases = bySubstance.map(([english, meaning]) => ({ pattern: patternOf(english), meaning }));
  }

  /** A sentence, or several, one after the other; the reasons in them, too. */
  say(message: string): string {
    for (const { pattern, meaning } of this.#phrases) {
      const found = pattern.exec(message);
      if (found) {
        return meaning.replace(/\{(\d+)\}/g, (_whole, index: string) =>
          this.say(found[Number(index) + 1] ?? ''),
        );
      }
    }
    // Two sentences that are said together.
    const end = message.indexOf('. ');
    if (end < 0) return message;
    const [first, rest] = [message.slice(0, end + 1), message.slice(end + 2)];
    return `${this.say(first)}${this.say(first) === first ? ' ' : ''}${this.say(rest)}`;
  }
}

/** How much of a phrase is its own words. */
function substance(english: string): number {
  return english.replaceAll('{}', '').length;
}

function patternOf(english: string): RegExp {
  const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A reason has a capital letter where it stands alone.
  return new RegExp(`^${parts.join('(.*?)')}$`, 'is');
}
