/** The table of commands, offered to the application menu. */
import type { Bridge } from '../../bridge/bridge.ts';
import { connectMenu, type PageCommands } from '../menu.ts';
import type { Studio } from '../studio.svelte.ts';
import { isEnabled } from './command.ts';
import { commandsOf } from './index.ts';

/** Keeps the menu up to date with what can be done and what is on; the returned function stops. */
export function connectCommands(bridge: Pick<Bridge, 'request' | 'on'>, studio: Studio): () => void {
  const menu = connectMenu(bridge, {
    commands: () => menuCommands(studio),
    chooseStyle: (styleId) => studio.chooseStyle(styleId),
  });
  const unfollow = $effect.root(() => {
    $effect(() => menu.refresh());
  });
  return () => {
    unfollow();
    menu.stop();
  };
}

/** Commands that are held, and the styles, which the menu knows by itself, are left out. */
function menuCommands(studio: Studio): PageCommands {
  return Object.fromEntries(
    commandsOf(studio)
      .filter(({ family, release }) => !family && !release)
      .map((command) => [
        command.id,
        {
          run: () => command.run(studio),
          enabled: () => isEnabled(command, studio),
          ...(command.checked && { checked: () => command.checked?.(studio) ?? false }),
        },
      ]),
  );
}
