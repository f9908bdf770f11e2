/** The style that could last not be painted, and why. */
import type { ErrorCode } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';

/** What stands in the way of a style; forgotten once it can be painted again. */
export class PaintTrouble {
  #last = $state.raw<{ styleId: string; code: ErrorCode; message: string } | null>(null);

  /** Why a style cannot be painted; null where nothing is known against it. */
  of(styleId: string | undefined): string | null {
    return this.#last && this.#last.styleId === styleId ? told(this.#last) : null;
  }

  /** A style was painted; without one, everything may have changed. */
  over(styleId?: string): void {
    if (styleId === undefined || this.#last?.styleId === styleId) this.#last = null;
  }

  failed(code: ErrorCode, message: string, styleId: string): void {
    // The engine's state and the connection have their own places on the stage.
    if (code === 'dropped' || code === 'unavailable') return;
    if (this.#last?.styleId !== styleId || this.#last.message !== message) {
      this.#last = { styleId, code, message };
    }
  }
}
