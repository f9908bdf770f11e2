/** A style named on the command line: a file, or the id of a style in `models/` or the person's folder. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModel } from '../../src-main/paint/modelFile.ts';
import { StyleError, type StyleModel } from '../../src-main/paint/painter.ts';
import { messageOf } from '../../src-main/paint/refusal.ts';
import { tooLarge } from '../../src-main/paint/styleSize.ts';
import { StyleId } from '../../src-main/studio/contract.ts';
import { dataFolder } from '../../src-main/studio/paths.ts';
import { fail } from './cli.ts';

/** The folder of shipped styles. */
export const modelsFolder = fileURLToPath(new URL('../../models/', import.meta.url));

/** Reads the style that a person named. @throws {UsageError} when there is none, or it cannot be read. */
export async function openStyle(name: string): Promise<StyleModel> {
  const own = join(dataFolder({ platform: process.platform, home: homedir(), env: process.env }), 'styles');
  const files = name.endsWith('.onnx')
    ? [name]
    : StyleId.safeParse(name).success
      ? [join(modelsFolder, `${name}.onnx`), join(own, `${name}.onnx`)]
      : [];
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) continue;
    const large = tooLarge(found.size);
    if (large !== null) fail(`${file} cannot be a style: ${large}`);
    return { id: basename(file, '.onnx'), bytes: await readStyle(file) };
  }
  if (name.endsWith('.onnx')) fail(`there is no file ${name}: give the path of a style`);
  const ids = (await Promise.all([modelsFolder, own].map(idsIn))).flat();
  return fail(`there is no style ${name}: give an .onnx file, or one of ${[...new Set(ids)].join(', ')}`);
}

/** The ids of the styles in a folder; none where there is no folder. */
async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.onnx')).map((name) => basename(name, '.onnx')).sort(); // prettier-ignore
}

/** A style's whole model, from its file and those beside it. @throws {UsageError} with the reason when it cannot be had. */
export async function readStyle(file: string): Promise<Uint8Array> {
  try {
    return (await readModel(file)).bytes;
  } catch (error) {
    return fail(
      error instanceof StyleError
        ? `${file} cannot be a style: ${error.message}`
        : `${file} cannot be read: ${messageOf(error)}`,
    );
  }
}
