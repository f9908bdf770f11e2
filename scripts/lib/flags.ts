/** A command's flags: one zod object says what there is, what each must be, and what the command gets. */
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { fail } from './cli.ts';

/** What `--help` says of each. */
const told = z.registry<{ says: string; takes?: string; also?: string | undefined }>();

/**
 * A flag that takes something.
 * @param takes what: `<file>`, or `<files...>` for several.
 * @param also another name for it.
 */
export function flag<S extends z.ZodType>(schema: S, takes: string, says: string, also?: string): S {
  told.add(schema, { takes, says, also });
  return schema;
}

/** A flag that is given or not. */
export function toggle(says: string): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(false).register(told, { says });
}

/** Flags of several commands. */
export const lossNetworkFlag = flag(z.string().optional(), '<file>', 'VGG-19 weights (or PASTICHE_LOSS_NETWORK)'); // prettier-ignore
export const styleOutFlag = flag(
  z.string().endsWith('.onnx', 'a style is an .onnx file, so let the name end in .onnx'),
  '<file.onnx>',
  'the style to write',
);
export const jsonFlag = toggle('one JSON object per line on standard output');

/** A whole number within these limits. */
export const whole = (least: number, most: number): z.ZodNumber => z.number().int().min(least).max(most);
/** Any number within these limits. */
export const between = (least: number, most: number): z.ZodNumber => z.number().min(least).max(most);

type FlagSchema = z.ZodObject<Record<string, z.ZodType>>;

/** Gives a command the flags of a schema, whose keys are their names. */
function addFlags(program: Command, schema: FlagSchema): void {
  for (const [key, type] of Object.entries(schema.shape)) {
    const { says, takes, also } = told.get(type) ?? { says: '' };
    const names = also === undefined ? flagOf(key) : `--${also}, ${flagOf(key)}`;
    const fallback = type.safeParse(undefined);
    const isNeeded = !fallback.success;
    const option = new Option(
      takes === undefined ? names : `${names} ${takes}`,
      isNeeded ? `${says} (required)` : says,
    );
    option.makeOptionMandatory(isNeeded);
    if (fallback.data !== undefined && fallback.data !== false) option.default(fallback.data);
    program.addOption(option);
  }
}

/**
 * What a command was given, as the schema of its flags has it.
 * @throws {UsageError} that names the flag and what it must be.
 */
export function readFlags<S extends FlagSchema>(
  program: Command,
  schema: S,
  args: readonly string[] = process.argv.slice(2),
): z.output<S> {
  addFlags(program, schema);
  const given = program.parse(args, { from: 'user' }).opts();
  const read = Object.entries(schema.shape).map(([key, type]) => [key, asNumbers(given[key], type)]);
  const result = schema.safeParse(Object.fromEntries(read));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const key = String(issue.path[0]);
  const text = [given[key] ?? []].flat().join(' ');
  return fail(`${flagOf(key)} ${text}: ${ruleOf(core(schema.shape[key]!), issue) ?? issue.message}`);
}

/** The name of a flag on the command line. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The schema within defaults and lists. */
function core(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return core(schema.unwrap());
  return schema instanceof z.ZodArray ? core(schema.element) : schema;
}

/** Where numbers are wanted, texts that are numbers become so. */
function asNumbers(given: unknown, schema: z.core.$ZodType): unknown {
  if (!(core(schema) instanceof z.ZodNumber)) return given;
  if (Array.isArray(given)) return given.map((one: unknown) => asNumbers(one, schema));
  return typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
}

/** What a number must be, in words. */
function ruleOf(schema: z.core.$ZodType, issue: z.core.$ZodIssue): string | undefined {
  if (!(schema instanceof z.ZodNumber)) return undefined;
  const isLimit = issue.code === 'too_small' || issue.code === 'too_big';
  if (!isLimit && issue.code !== 'invalid_type') return undefined;
  const limit = (value: number | null): number | null =>
    value !== null && Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
  const [least, most] = [limit(schema.minValue), limit(schema.maxValue)];
  const isAbove = issue.code === 'too_small' && issue.inclusive === false;
  return [
    `must be a ${schema.format === null ? '' : 'whole '}number`,
    least !== null && ` ${isAbove ? 'above' : 'from'} ${least}`,
    most !== null && ` ${isAbove ? 'and at most' : 'to'} ${most}`,
  ]
    .filter(Boolean)
    .join('');
}
