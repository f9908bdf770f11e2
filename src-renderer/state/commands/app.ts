/** Commands of the app as a whole. */
import { t } from '../../language/language.svelte.ts';
import { settingsDialog } from '../../settings/dialog.svelte.ts';
import type { Command } from './command.ts';

/** Bringing styles in, the settings, the palette and the overview of shortcuts. */
export const appCommands: readonly Command[] = [
  {
    id: 'style.import',
    group: 'app',
    title: () => t('commands.import'),
    keys: ['Mod+I'],
    run: ({ library }) => {
      // The place that asks for files, and what they become, are on the whole wall only.
      library.showAll();
      library.choosing = true;
    },
  },
  {
    id: 'app.settings',
    group: 'app',
    title: () => t('settings.settings'),
    keys: [','],
    run: () => (settingsDialog.open = true),
  },
  {
    id: 'app.devices',
    group: 'app',
    title: () => t('devices.open'),
    run: ({ devices }) => devices.show(),
  },
  {
    id: 'view.palette',
    group: 'app',
    title: () => t('commands.palette'),
    keys: ['Mod+K'],
    keyOnly: true,
    run: ({ modes }) => (modes.panel = 'palette'),
  },
  {
    id: 'view.shortcuts',
    group: 'app',
    title: () => t('commands.shortcuts'),
    keys: ['?'],
    run: ({ modes }) => (modes.panel = 'shortcuts'),
    bar: {
      order: 910,
      icon: 'M7.4 7.6a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.1.9-1.1 1.8v.3M10 14.9v.1',
    },
  },
  {
    id: 'help.guide',
    group: 'app',
    title: () => t('commands.guide'),
    keys: ['F1'],
    run: ({ modes }) => (modes.panel = 'guide'),
  },
  {
    id: 'help.welcome',
    group: 'app',
    title: () => t('settings.welcome'),
    // It shows a scene of its own, which would end up in a clip.
    enabled: ({ recording }) => recording.recorder.status === 'idle',
    run: (studio) => studio.change({ welcomed: false }),
  },
  {
    id: 'help.details',
    group: 'app',
    title: () => t('commands.details'),
    run: (studio) => void studio.copyDetails(),
  },
];
