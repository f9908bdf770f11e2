/** Commands about how the picture is looked at. */
import { t } from '../../language/language.svelte.ts';
import type { Command } from './command.ts';

/** The original, full screen, and the way back from everything. */
export const viewCommands: readonly Command[] = [
  {
    id: 'view.holdOriginal',
    group: 'view',
    title: () => t('commands.holdOriginal'),
    keys: ['C'],
    keyOnly: true,
    enabled: ({ live }) => live,
    checked: ({ modes }) => modes.holdsOriginal,
    run: ({ modes }) => (modes.holdsOriginal = true),
    release: ({ modes }) => (modes.holdsOriginal = false),
    bar: { order: 100, icon: 'M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5ZM10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z' }, // prettier-ignore
  },
  {
    id: 'view.compare',
    group: 'view',
    title: () => t('commands.divider'),
    keys: ['D'],
    enabled: ({ live }) => live,
    checked: ({ modes }) => modes.divider !== null,
    run: ({ modes }) => modes.toggleDivider(),
    bar: { order: 110, icon: 'M10 2.5v15M6.5 7 3.5 10l3 3M13.5 7l3 3-3 3' },
  },
  {
    id: 'view.fullScreen',
    group: 'view',
    title: ({ modes }) => (modes.fullScreen ? t('commands.leaveFullScreen') : t('commands.fullScreen')),
    keys: ['F'],
    enabled: () => document.fullscreenEnabled,
    checked: ({ modes }) => modes.fullScreen,
    run: ({ modes }) => modes.toggleFullScreen(),
    bar: {
      order: 900,
      icon: 'M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4',
    },
  },
  {
    id: 'view.back',
    group: 'view',
    title: () => t('commands.back'),
    keys: ['Escape'],
    keyOnly: true,
    enabled: ({ modes, blend }) =>
      modes.picking || modes.divider !== null || modes.frozen !== null || blend !== null || modes.fullScreen,
    // One step at a time, the lightest first.
    run: (studio) => {
      const { modes } = studio;
      if (modes.picking) modes.picking = false;
      else if (modes.divider !== null) modes.divider = null;
      else if (modes.frozen) studio.freeze(false);
      else if (studio.blend) studio.change({ blend: null });
      else if (modes.fullScreen) modes.toggleFullScreen();
    },
  },
];
