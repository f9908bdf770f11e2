/** Commands that choose a style. */
import { t } from '../../language/language.svelte.ts';
import { neighbour } from '../neighbour.ts';
import type { Studio } from '../studio.svelte.ts';
import type { Command } from './command.ts';

/** Next and previous style, and every style by its number. */
export function styleCommands(studio: Studio): readonly Command[] {
  const styles = studio.styles ?? [];
  return [
    step('style.next', () => t('commands.nextStyle'), ['ArrowRight', ']'], 1),
    step('style.previous', () => t('commands.previousStyle'), ['ArrowLeft', '['], -1),
    ...styles.map(({ id, title }, index): Command => ({
      id: `style.choose.${id}`,
      group: 'styles',
      title: () => title,
      ...(index < 9 && { keys: [String(index + 1)] }),
      family: 'styles',
      checked: ({ style }) => style?.id === id,
      run: (now) => now.chooseStyle(id),
    })),
  ];
}

function step(id: string, title: () => string, keys: readonly string[], by: 1 | -1): Command {
  return {
    id,
    group: 'styles',
    title,
    keys,
    // A neighbour is hardly ever what is to be blended, and taken at once it could not be gone past.
    enabled: ({ styles, modes }) => (styles?.length ?? 0) > 1 && !modes.picking,
    run: (studio) => {
      const next = neighbour(studio.styles ?? [], studio.style?.id, by);
      if (next) studio.chooseStyle(next.id);
    },
  };
}
