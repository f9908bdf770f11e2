/** The library as the painter may know it: without the styles over which it died time and again. */
import { basename } from 'node:path';
import type { StyleFile } from './protocol.ts';
import { Suspects } from './probation.ts';
import { Refusal } from './refusal.ts';

/** The styles there are, and those that may be painted with. */
export class AllowedStyles {
  readonly #suspects = new Suspects();
  #styles: readonly StyleFile[] = [];

  set(styles: readonly StyleFile[]): void {
    this.#styles = styles;
  }

  get list(): StyleFile[] {
    return this.#styles.filter((style) => this.#suspects.allows(style));
  }

  /** This style is tried for the first time; null: that is over, and all is well. */
  trying(styleId: string | null): void {
    this.#suspects.trying(this.#styles.find(({ id }) => id === styleId));
  }

  /** The painter died. Says what the person is to know where a style is left out from now on. */
  died(otherCause: boolean): string | undefined {
    const guilty = this.#suspects.died(otherCause);
    return guilty && convicted(guilty);
  }

  /** @throws {Refusal} when one of them took the painter down with it. */
  must(...ids: readonly (string | null | undefined)[]): void {
    const out = this.#styles.find((style) => ids.includes(style.id) && !this.#suspects.allows(style));
    if (out) throw new Refusal('unknown-style', convicted(out));
  }
}

function convicted({ file }: StyleFile): string {
  return `The painter stopped twice on the style file ${basename(file)}. It is not used again until the file changes.`;
}
