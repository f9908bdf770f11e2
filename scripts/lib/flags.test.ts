/** Flags from a schema: what is read, and what is said of what is wrong. */
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { between, flag, readFlags, toggle, whole } from './flags.ts';

const Flags = z.object({
  out: flag(z.string(), '<file>', 'what to write'),
  steps: flag(whole(1, 500).default(40), '<n>', 'steps'),
  paintingSize: flag(whole(64, 2048).optional(), '<pixels>', 'strokes', 'brush'),
  rate: flag(z.number().positive().max(1).optional(), '<r>', 'rate'),
  weight: flag(between(0, 9).optional(), '<w>', 'weight'),
  scales: flag(z.array(whole(0, 3)).optional(), '<n...>', 'scales'),
  net: flag(z.enum(['swift', 'lite']).optional(), '<name>', 'network'),
  year: flag(z.number().int().optional(), '<n>', 'year'),
  json: toggle('for programs'),
});

function read(...args: readonly string[]): z.output<typeof Flags> {
  const program = new Command('test').exitOverride().configureOutput({ writeErr: () => undefined });
  return readFlags(program, Flags, args);
}

it('are read as the schema has them, under either name', () => {
  expect(read('--out', 'x')).toEqual({ out: 'x', steps: 40, json: false });
  expect(read('--out', '7', '--brush', '400', '--scales', '0', '2', '--weight', '1.5', '--json')).toEqual({
    ...{ out: '7', steps: 40, paintingSize: 400, scales: [0, 2], weight: 1.5, json: true },
  });
  expect(read('--out', 'x', '--painting-size', '400').paintingSize).toBe(400);
});

it.each([
  [['--steps', '0'], '--steps 0: must be a whole number from 1 to 500'],
  [['--steps', '1.5'], '--steps 1.5: must be a whole number from 1 to 500'],
  [['--steps', 'many'], '--steps many: must be a whole number from 1 to 500'],
  [['--steps', ''], '--steps : must be a whole number from 1 to 500'],
  [['--rate', '0'], '--rate 0: must be a number above 0 and at most 1'],
  [['--weight', '10'], '--weight 10: must be a number from 0 to 9'],
  [['--brush', '1'], '--painting-size 1: must be a whole number from 64 to 2048'],
  [['--scales', '1', '4'], '--scales 1 4: must be a whole number from 0 to 3'],
  [['--year', 'x'], '--year x: must be a whole number'],
  [['--net', 'x'], /^--net x: .*swift.*lite/],
])('%j is refused by name, with what it must be', (args, message) => {
  expect(() => read('--out', 'x', ...args)).toThrow(message);
});

it('that must be given are asked for, and help says so', () => {
  expect(() => read()).toThrow(/required option '--out <file>'/);
  const program = new Command('test');
  readFlags(program, Flags, ['--out', 'x']);
  const help = program.helpInformation();
  expect(help).toMatch(/--out <file> +what to write \(required\)\n/);
  expect(help.match(/\(required\)/g)).toHaveLength(1);
});
