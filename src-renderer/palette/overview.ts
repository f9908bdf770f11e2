/** The overview of shortcuts, derived from the table of commands. */
import { commandGroups, type Command, type CommandGroup } from '../state/commands/command.ts';

/** A line of the overview: what it does, and the shortcuts that do it. */
export interface OverviewLine {
  readonly title: string;
  /** Alternatives; of a family, its first and last key. */
  readonly keys: readonly string[];
  readonly range: boolean;
}

/** A group of lines. */
export interface OverviewGroup {
  readonly group: CommandGroup;
  readonly lines: readonly OverviewLine[];
}

/** Every command that has a key, by group; a family is one line. */
export function overview(
  commands: readonly Command[],
  titleOf: (command: Command) => string,
  familyTitle: (family: NonNullable<Command['family']>) => string,
): OverviewGroup[] {
  return commandGroups
    .map((group) => ({ group, lines: linesOf(commands.filter((one) => one.group === group)) }))
    .filter(({ lines }) => lines.length > 0);

  function linesOf(rows: readonly Command[]): OverviewLine[] {
    const families = new Set<string>();
    return rows.flatMap((command): OverviewLine[] => {
      const { keys = [], family } = command;
      if (keys.length === 0 || (family && families.has(family))) return [];
      if (!family) return [{ title: titleOf(command), keys, range: false }];
      families.add(family);
      const all = rows.filter((row) => row.family === family).flatMap((row) => row.keys ?? []);
      const ends = [all[0], all.at(-1)].filter((key) => key !== undefined);
      return [{ title: familyTitle(family), keys: [...new Set(ends)], range: true }];
    });
  }
}
