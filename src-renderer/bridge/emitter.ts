/** Listeners by name. */
import type { Unsubscribe } from './bridge.ts';

/** A small typed event hub; a listener added twice is called twice, and each subscription ends by itself. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<{ call: (data: never) => void }>>();

  on<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): Unsubscribe {
    const entry = { call: listener as (data: never) => void };
    const set = this.#listeners.get(event) ?? new Set();
    set.add(entry);
    this.#listeners.set(event, set);
    return () => set.delete(entry);
  }

  emit<E extends keyof Events>(event: E, data: Events[E]): void {
    for (const { call } of [...(this.#listeners.get(event) ?? [])]) call(data as never);
  }
}
