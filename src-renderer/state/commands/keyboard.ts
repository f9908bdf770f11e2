/** From pressed keys to commands. */
import type { Studio } from '../studio.svelte.ts';
import { isEnabled, type Command } from './command.ts';
import { controlKind, keepsKey, type ControlKind } from './focus.ts';
import { isMac, matches, parseShortcut, pressedKey, type Press } from './shortcut.ts';

/** What is looked at of a keyboard event. */
export interface KeyDown extends Press {
  readonly repeat: boolean;
}

/** The command that a pressed key means, or null. A key that the focused control uses is left to it. */
export function commandFor(
  commands: readonly Command[],
  event: KeyDown,
  focus: ControlKind,
  mac: boolean,
): Command | null {
  const found = commands.find(({ keys }) =>
    keys?.some((text) => {
      const shortcut = parseShortcut(text);
      if (!shortcut.mod && keepsKey(focus, pressedKey(event))) return false;
      return matches(shortcut, event, mac);
    }),
  );
  return found && (!event.repeat || found.repeats === true) ? found : null;
}

/** Carries out commands as keys are pressed, and ends those that are held when their key is let go. */
export class Keyboard {
  readonly #studio: Studio;
  readonly #commands: () => readonly Command[];
  readonly #held = new Map<string, Command>();

  constructor(studio: Studio, commands: () => readonly Command[]) {
    this.#studio = studio;
    this.#commands = commands;
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    // A dialog has the keyboard to itself.
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const command = commandFor(this.#commands(), event, controlKind(event.target), isMac(navigator.platform));
    if (!command || !isEnabled(command, this.#studio)) return;
    event.preventDefault();
    if (command.release) this.#held.set(event.code, command);
    command.run(this.#studio);
  };

  readonly onkeyup = (event: KeyboardEvent): void => {
    this.#held.get(event.code)?.release?.(this.#studio);
    this.#held.delete(event.code);
  };

  /** The window lost the keyboard, and with it the keys' way up. */
  readonly onblur = (): void => {
    for (const command of this.#held.values()) command.release?.(this.#studio);
    this.#held.clear();
  };
}
