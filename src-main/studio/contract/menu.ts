/**
 * The application menu, where a shell has one. The page offers the commands it has; the menu shows a row for
 * each that it knows, and sends the command back when the row is chosen. So no row is ever dead.
 */
import { z } from 'zod';
import { StyleId } from './library.ts';

/** Commands of the page that a menu may have a row for. Everything else in the menu is the shell's own. */
export const MenuCommand = z.enum([
  'app.settings',
  'app.devices',
  'style.import',
  'style.next',
  'style.previous',
  'style.blend',
  'view.freeze',
  'view.keepColours',
  'view.compare',
  'view.palette',
  'view.fullScreen',
  'view.shortcuts',
  'record.toggle',
  'record.snapshot',
  'record.repaint',
  'still.paint',
  'record.library',
  'train.new',
  'train.further',
  'train.again',
  'train.list',
  'help.guide',
  'help.welcome',
]);
export type MenuCommand = z.infer<typeof MenuCommand>;

/** A command as the page has it just now. */
export const OfferedCommand = z.strictObject({
  /** Not narrowed to {@link MenuCommand}: the page may know more commands than a menu, which ignores them. */
  id: z.string().max(64),
  /** A tick, for commands that switch something; left out for all others. */
  checked: z.boolean().optional(),
  enabled: z.boolean().default(true),
});
export type OfferedCommand = z.infer<typeof OfferedCommand>;

export const menuRequests = {
  /** Says which commands the page has. Replaces what it offered before; to be called again when it changes. */
  'menu.offer': {
    args: z.strictObject({ commands: z.array(OfferedCommand).max(200) }),
    result: z.null(),
  },
} as const;

export const menuEvents = {
  /** A row was chosen. A page ignores a command that it does not have. */
  'menu.command': z.strictObject({ id: MenuCommand }),
  /** A style was chosen in the menu, or opened with the app: the page does what a click on its tile does. */
  'menu.style': z.strictObject({ styleId: StyleId }),
} as const;
