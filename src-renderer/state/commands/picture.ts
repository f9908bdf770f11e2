/** Commands that change the picture. */
import { t } from '../../language/language.svelte.ts';
import type { Studio } from '../studio.svelte.ts';
import type { Command } from './command.ts';

const STRENGTH_STEP = 0.05;

/** Strength, colours, blend, freeze, mirror. */
export const pictureCommands: readonly Command[] = [
  {
    id: 'picture.stronger',
    group: 'picture',
    title: () => t('commands.stronger'),
    keys: ['+'],
    repeats: true,
    enabled: ({ settings }) => settings.strength < 1,
    run: (studio) => stepStrength(studio, STRENGTH_STEP),
  },
  {
    id: 'picture.weaker',
    group: 'picture',
    title: () => t('commands.weaker'),
    keys: ['-'],
    repeats: true,
    enabled: ({ settings }) => settings.strength > 0,
    run: (studio) => stepStrength(studio, -STRENGTH_STEP),
  },
  {
    id: 'view.keepColours',
    group: 'picture',
    title: () => t('commands.keepColours'),
    keys: ['K'],
    checked: ({ settings }) => settings.keepColours,
    run: (studio) => studio.change({ keepColours: !studio.settings.keepColours }),
  },
  {
    id: 'view.freeze',
    group: 'picture',
    title: ({ modes }) => (modes.frozen ? t('commands.unfreeze') : t('commands.freeze')),
    keys: ['Space'],
    enabled: ({ live }) => live,
    checked: ({ modes }) => modes.frozen !== null,
    run: (studio) => studio.freeze(studio.modes.frozen === null),
    bar: { order: 200, icon: 'M7.2 4.5v11M12.8 4.5v11' },
  },
  {
    id: 'style.blend',
    group: 'picture',
    title: ({ blend }) => (blend ? t('commands.endBlend') : t('commands.blend')),
    keys: ['B'],
    enabled: ({ styles }) => (styles?.length ?? 0) > 1,
    checked: ({ blend, modes }) => blend !== null || modes.picking,
    run: (studio) => {
      if (studio.blend) studio.change({ blend: null });
      else studio.modes.picking = !studio.modes.picking;
    },
    bar: {
      order: 210,
      icon: 'M12.6 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM7.4 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z',
    },
  },
  {
    id: 'picture.mirror',
    group: 'picture',
    title: () => t('commands.mirror'),
    keys: ['M'],
    checked: ({ settings }) => settings.mirror,
    run: (studio) => studio.change({ mirror: !studio.settings.mirror }),
  },
];

function stepStrength(studio: Studio, by: number): void {
  // In whole percent, so that steps up and down meet.
  const percent = Math.round((studio.settings.strength + by) * 100);
  studio.change({ strength: Math.min(100, Math.max(0, percent)) / 100 });
}
