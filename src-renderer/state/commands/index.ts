/**
 * The table of commands. To add some, write their rows in a file beside this one and name it here: the
 * keyboard, the palette, the overview and, for rows with a `bar`, the stage's bar then have them.
 */
import type { Studio } from '../studio.svelte.ts';
import { appCommands } from './app.ts';
import type { Command, CommandRows } from './command.ts';
import { pictureCommands } from './picture.ts';
import { recordCommands } from './record.ts';
import { styleCommands } from './styles.ts';
import { trainCommands } from './train.ts';
import { viewCommands } from './view.ts';

const contributions: readonly CommandRows[] = [
  pictureCommands,
  styleCommands,
  recordCommands,
  trainCommands,
  viewCommands,
  appCommands,
];

/** Every command there is just now. */
export function commandsOf(studio: Studio): readonly Command[] {
  return contributions.flatMap((rows) => (typeof rows === 'function' ? rows(studio) : rows));
}
