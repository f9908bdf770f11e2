import { expect, it } from 'vitest';
import type { Command } from '../state/commands/command.ts';
import { overview } from './overview.ts';

const row = (id: string, group: Command['group'], keys?: string[], family?: 'styles'): Command => ({
  id,
  group,
  title: () => id,
  ...(keys && { keys }),
  ...(family && { family }),
  run: () => undefined,
});

it('lists every command that has a key, by group, and a family in one line', () => {
  const commands = [
    row('open', 'app', ['Mod+K']),
    row('mirror', 'picture', ['M']),
    row('silent', 'view'),
    row('next', 'styles', ['ArrowRight', ']']),
    row('wave', 'styles', ['1'], 'styles'),
    row('scream', 'styles', ['2'], 'styles'),
    row('tenth', 'styles', undefined, 'styles'),
  ];
  const groups = overview(
    commands,
    ({ id }) => id,
    () => 'a style',
  );
  expect(groups).toEqual([
    { group: 'picture', lines: [{ title: 'mirror', keys: ['M'], range: false }] },
    {
      group: 'styles',
      lines: [
        { title: 'next', keys: ['ArrowRight', ']'], range: false },
        { title: 'a style', keys: ['1', '2'], range: true },
      ],
    },
    { group: 'app', lines: [{ title: 'open', keys: ['Mod+K'], range: false }] },
  ]);
});
