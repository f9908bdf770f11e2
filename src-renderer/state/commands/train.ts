/** Commands about trainings. */
import { t } from '../../language/language.svelte.ts';
import type { Command } from './command.ts';

/** A new style, and those that are being made or were. */
export const trainCommands: readonly Command[] = [
  {
    id: 'train.new',
    group: 'styles',
    title: () => t('training.tile'),
    keys: ['T'],
    run: ({ trainings }) => trainings.showNew(),
  },
  {
    id: 'train.list',
    group: 'styles',
    title: () => t('training.list'),
    enabled: ({ trainings }) => trainings.begun.length > 0,
    run: ({ trainings }) => trainings.show(),
  },
];
