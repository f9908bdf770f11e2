/** Commands about trainings. */
import type { StyleInfo } from '../../bridge/contract.ts';
import { t } from '../../language/language.svelte.ts';
import type { Command } from './command.ts';

/** A new style, those that are being made or were, and the one picture that is painted without any. */
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
  {
    id: 'train.further',
    group: 'styles',
    title: () => t('gallery.trainFurther'),
    enabled: ({ style }) => wasTrained(style),
    run: ({ style, trainings }) => void (style && trainings.fromStyle(style.id, 'further')),
  },
  {
    id: 'train.again',
    group: 'styles',
    title: () => t('gallery.trainAgain'),
    enabled: ({ style }) => wasTrained(style),
    run: ({ style, trainings }) => void (style && trainings.fromStyle(style.id, 'again')),
  },
  {
    id: 'still.paint',
    group: 'picture',
    title: () => t('still.command'),
    keys: ['G'],
    run: ({ trainings }) => void trainings.stills.show(),
  },
];

/** Whether our trainer made the style, and so can go on from it. */
function wasTrained(style: StyleInfo | null): boolean {
  return style?.training !== undefined && style.network !== undefined;
}
