/** The page's commands in the application menu, where the shell has one. */
import type { Bridge } from '../bridge/bridge.ts';
import type { MenuCommand } from '../bridge/contract.ts';

/** A command as the menu needs it. What it shows is read whenever the menu is offered again. */
export interface PageCommand {
  run(): void;
  /** A tick; left out for commands that switch nothing. */
  checked?(): boolean;
  enabled?(): boolean;
}

/** Commands by id; ids that no menu knows do no harm. */
export type PageCommands = Readonly<Partial<Record<MenuCommand, PageCommand>>> &
  Readonly<Record<string, PageCommand>>;

/** The connection of a page's commands to the menu. */
export interface MenuConnection {
  /** To be called when a tick or what can be done has changed; the same again is not sent. */
  refresh(): void;
  stop(): void;
}

/** What the menu can have the page do. */
export interface MenuActions {
  /** The commands as they are now. */
  commands(): PageCommands;
  chooseStyle(styleId: string): void;
}

/** Offers the commands, as they are at the time, to the menu and runs those, and chooses styles, that it sends back. */
export function connectMenu(
  bridge: Pick<Bridge, 'request' | 'on'>,
  { commands: commandsNow, chooseStyle }: MenuActions,
): MenuConnection {
  let offered = '';
  const refresh = (): void => {
    const offer = Object.entries(commandsNow()).map(([id, { checked, enabled }]) => ({
      id,
      enabled: enabled?.() ?? true,
      ...(checked && { checked: checked() }),
    }));
    const text = JSON.stringify(offer);
    if (text === offered) return;
    offered = text;
    void bridge.request('menu.offer', { commands: offer });
  };
  const stopCommands = bridge.on('menu.command', ({ id }) => {
    const commands = commandsNow();
    const command = Object.hasOwn(commands, id) ? commands[id] : undefined;
    if (!command || command.enabled?.() === false) return;
    command.run();
    refresh();
  });
  const stopStyles = bridge.on('menu.style', ({ styleId }) => chooseStyle(styleId));
  const stop = (): void => {
    stopCommands();
    stopStyles();
  };
  refresh();
  return { refresh, stop };
}
