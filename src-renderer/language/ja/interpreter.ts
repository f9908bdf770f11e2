/** Loaded by pages that speak Japanese only. */
import { Interpreter } from '../heard.ts';
import { heard } from './heard.ts';

/** Says in Japanese what the main side says. */
export function interpretJapanese(): Interpreter {
  return new Interpreter(heard);
}
