/** Which files belong together: a model, and those in which its weights lie, as PyTorch writes them. */

/** The part of a `File` that is looked at. */
export interface ReadFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A model whose weights lie elsewhere is small: one that is larger has its own. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * For each model the other files that it names, wherever in it that is: what it really needs of them, the main side knows.
 * Whatever is no model, and is named by none, stands alone.
 */
export async function together<F extends ReadFile>(files: readonly F[]): Promise<[F, F[]][]> {
  const others = files.filter(({ name }) => !isModel(name));
  if (others.length === 0) return files.map((file) => [file, []]);
  const groups: [F, F[]][] = [];
  for (const file of files) groups.push([file, isModel(file.name) ? await namedIn(file, others) : []]);
  const named = new Set(groups.flatMap(([, weights]) => weights));
  return groups.filter(([file]) => !named.has(file));
}

function isModel(name: string): boolean {
  return /\.onnx$/i.test(name);
}

async function namedIn<F extends ReadFile>(model: F, others: readonly F[]): Promise<F[]> {
  if (model.size > MOST_BYTES) return [];
  // What cannot be read is told of when it is sent.
  const bytes = await model.slice(0, model.size).arrayBuffer().catch(() => new ArrayBuffer(0)); // prettier-ignore
  const text = new TextDecoder().decode(bytes).normalize();
  return others.filter(({ name }) => text.includes(name.normalize()));
}
