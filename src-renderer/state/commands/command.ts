/**
 * What a command is. The table of commands is the one place that says what a person can do: the keyboard,
 * the command palette, the overview of shortcuts and the bar on the stage derive from it.
 */
import type { Studio } from '../studio.svelte.ts';

/** Where a command stands in the palette and the overview; in this order. */
export const commandGroups = ['picture', 'styles', 'record', 'view', 'app'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** A button on the bar at the bottom of the stage. */
export interface BarPlace {
  /** Buttons stand in this order; a gap parts those of different hundreds. */
  readonly order: number;
  /** Lines in a box of 20 by 20. */
  readonly icon: string;
  /** Filled in red, as the button of a recorder is. */
  readonly tone?: 'record';
  /** Words beside the icon, for instance a running time; null for none. */
  text?(studio: Studio): string | null;
}

/** One row of the table. */
export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  /** In the page's language. */
  title(studio: Studio): string;
  /** Shortcuts, as {@link parseShortcut} reads them; the first is the one that is shown. */
  readonly keys?: readonly string[];
  /** Commands of a family share one line in the overview: the first key to the last. */
  readonly family?: 'styles';
  /** The key may be held down to do it again and again. */
  readonly repeats?: true;
  /** Whether it can be done now; always, where there is no such function. */
  enabled?(studio: Studio): boolean;
  /** Of something that is on or off: whether it is on. */
  checked?(studio: Studio): boolean;
  run(studio: Studio): void;
  /** What is on only while the key or the button is held: ends it. */
  release?(studio: Studio): void;
  readonly bar?: BarPlace;
  /** Left out of the palette: it makes sense as a key or a button only. */
  readonly keyOnly?: true;
}

/** Rows of the table; those that depend on the state, such as one for every style, as a function of it. */
export type CommandRows = readonly Command[] | ((studio: Studio) => readonly Command[]);

/** Whether a command can be done now. On the first screen there is nothing yet that it could be done to. */
export function isEnabled(command: Command, studio: Studio): boolean {
  return !studio.welcoming && (command.enabled?.(studio) ?? true);
}
