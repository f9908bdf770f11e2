/** The main side's events, typed and checked by the contract. */
import { type EventData, type EventName, events } from './contract.ts';

/** Hears every event. */
export type EventListener = (name: EventName, data: unknown) => void;

/** Sends events to whoever listens. */
export class StudioEvents {
  readonly #listeners = new Set<EventListener>();
  readonly #check: boolean;

  /** `check`: parse every event before it goes out; for development and tests. */
  constructor(check: boolean) {
    this.#check = check;
  }

  /** Calls the listener with every event from now on; returns how to stop. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends an event. */
  emit<N extends EventName>(name: N, data: EventData<N>): void {
    if (this.#check) events[name].parse(data);
    for (const listener of this.#listeners) listener(name, data);
  }
}
