/** Which files belong together: a model, and those in which its weights lie, as PyTorch writes them. */

/** The part of a `File` that is looked at. */
export interface ReadFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** So much of a model is held at a time. */
const SLICE_BYTES = 4 * 1024 * 1024;

/**
 * How a model names a file of weights: an entry with the key `location` (field 1, eight bytes), and behind it the tag of its
 * value (field 2), the length of that, and the name.
 */
const LOCATION = new TextEncoder().encode('\x0a\x08location\x12');
/** A length of one or two bytes, and a name of 255 characters. */
const LONGEST_NAME = 2 + 4 * 255;

/**
 * For each model the other files that it names as those of weights: what it really needs of them, the main side knows.
 * Whatever is no model, and is named by none, stands alone.
 * A model of more than `mostBytes` is not read: it will be refused.
 */
export async function together<F extends ReadFile>(
  files: readonly F[],
  mostBytes: number,
): Promise<[F, F[]][]> {
  const others = files.filter(({ name }) => !isModel(name));
  if (others.length === 0) return files.map((file) => [file, []]);
  const groups: [F, F[]][] = [];
  for (const file of files) {
    const names = isModel(file.name) && file.size <= mostBytes ? await namesIn(file) : new Set<string>();
    groups.push([file, others.filter(({ name }) => names.has(name.normalize()))]);
  }
  const named = new Set(groups.flatMap(([, weights]) => weights));
  return groups.filter(([file]) => !named.has(file));
}

function isModel(name: string): boolean {
  return /\.onnx$/i.test(name);
}

async function namesIn(model: ReadFile): Promise<Set<string>> {
  const names = new Set<string>();
  for (let start = 0; start < model.size; start += SLICE_BYTES) {
    // An entry may begin in this slice and end in the next.
    const end = Math.min(start + SLICE_BYTES + LOCATION.length + LONGEST_NAME, model.size);
    const bytes = await model.slice(start, end).arrayBuffer().catch(() => null); // prettier-ignore
    // What cannot be read is told of when it is sent.
    if (bytes === null) return names;
    for (const name of namesOf(new Uint8Array(bytes))) names.add(name.normalize());
  }
  return names;
}

function* namesOf(bytes: Uint8Array): Generator<string> {
  const [first] = LOCATION;
  for (let at = bytes.indexOf(first!); at !== -1; at = bytes.indexOf(first!, at + 1)) {
    if (!LOCATION.every((byte, i) => bytes[at + i] === byte)) continue;
    const start = at + LOCATION.length;
    const [low = 0, high = 0] = bytes.subarray(start, start + 2);
    const [length, head] = low < 128 ? [low, 1] : [(low & 127) + high * 128, 2];
    // Longer is no name of a file; nor is what is cut off, which the next slice has whole.
    if (head + length > Math.min(LONGEST_NAME, bytes.length - start)) continue;
    yield new TextDecoder().decode(bytes.subarray(start + head, start + head + length));
  }
}
