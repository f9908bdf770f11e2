/**
 * Weights that lie in files beside their model, as PyTorch and others write them (`style.onnx` and `style.onnx.data`): they
 * are put into the model, and from there on it is one file like all others. What a model says of such files is never
 * believed: it may come from anybody.
 */
import {
  OnnxError, TENSOR_BYTES, tensorsElsewhere, typeName, withTensors, type TensorElsewhere,
} from '../graph/index.ts'; // prettier-ignore
import { MAX_DATA_FILES } from '../studio/contract.ts';
import { StyleError } from './painter.ts';
import { tooLarge } from './styleSize.ts';

const AS_ONE = 'save it again as one file, without external data (PyTorch: external_data=False)';

/** Where a weight's values lie. */
interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** The names of the files in which a model's weights lie; none where it is whole. @throws {StyleError} */
export function dataFilesOf(bytes: Uint8Array): string[] {
  return [...new Set(placesIn(bytes).map(({ file }) => file))];
}

/**
 * A model with its weights in it, from the files by name; one that is whole is given back as it is.
 * @throws {StyleError} for a person when a file is missing, too short, or cannot be what the model says.
 */
export function withWeights(bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const places = placesIn(bytes);
  if (places.length === 0) return bytes;
  const byName = new Map([...files].map(([name, data]) => [name.normalize(), data]));
  const values = places.map(({ file, offset, length }) => {
    const data = byName.get(file.normalize());
    if (!data) throw notChosen(file);
    if (offset + length > data.length) throw tooShort(file, data.length, offset + length);
    return data.subarray(offset, offset + length);
  });
  // Before there is memory for it: many weights may name the same place.
  checkRoom(values.reduce((sum, { length }) => sum + length, bytes.length));
  return withTensors(bytes, values);
}

/** @throws {StyleError} when a model and its files are larger than a style may be. */
export function checkRoom(size: number): void {
  const large = tooLarge(size);
  if (large !== null) throw new StyleError(large);
}

/** There is no such file beside a model. */
export function notBeside(file: string): StyleError {
  return new StyleError(`Its weights lie in another file, "${file}", which is not beside it: put it there, or ${AS_ONE}.`); // prettier-ignore
}

/** What has the name is no file, or leads elsewhere. */
export function noFileThere(file: string): StyleError {
  return new StyleError(`"${file}", in which its weights should lie, is no file of the same folder: put a copy there, or ${AS_ONE}.`); // prettier-ignore
}

function notChosen(file: string): StyleError {
  return new StyleError(`Its weights lie in another file, "${file}": choose both together, or ${AS_ONE}.`);
}

function tooShort(file: string, held: number, needed: number): StyleError {
  return new StyleError(`The file of its weights, "${file}", is cut off: it has ${held} bytes, but ${needed} are needed. Take a whole copy of it.`); // prettier-ignore
}

function placesIn(bytes: Uint8Array): Place[] {
  let tensors: TensorElsewhere[];
  try {
    tensors = tensorsElsewhere(bytes);
  } catch (error) {
    // No model, or a damaged one: whoever reads it next says so.
    if (error instanceof OnnxError) return [];
    throw error;
  }
  const places = tensors.map(placeOf);
  if (new Set(places.map(({ file }) => file)).size > MAX_DATA_FILES) {
    throw new StyleError(`Its weights lie in more than ${MAX_DATA_FILES} files: ${AS_ONE}.`);
  }
  return places;
}

function placeOf({ name, dims, dataType, entries }: TensorElsewhere): Place {
  const wrong = (reason: string): StyleError =>
    new StyleError(`Its weight "${shortened(name)}" cannot be found in another file: ${reason}.`);
  const said = new Map(entries.map(({ key, value }) => [key, value]));
  if (said.size < entries.length) throw wrong('its place is given twice');
  const file = said.get('location') ?? '';
  if (!isPlainName(file)) throw wrong(`"${shortened(file)}" is no plain name of a file beside the model`);
  const width = TENSOR_BYTES[dataType];
  if (width === undefined) throw wrong(`its values are of ${typeName(dataType)}`);
  const needed = dims.reduce((product, dim) => product * dim, width);
  const areSizes = dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0);
  if (!areSizes || !Number.isSafeInteger(needed)) throw wrong('its shape is not possible');
  const offset = numberOf(said.get('offset') ?? '0');
  const length = numberOf(said.get('length') ?? String(needed));
  if (offset === null || length === null) throw wrong('its place is not a number');
  if (length !== needed) throw wrong(`it has ${length} bytes there, but its shape needs ${needed}`);
  return { file, offset, length };
}

/** A whole number as text, and nothing else; null for what is none, or too large to be exact. */
function numberOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/**
 * Whether a name can only be that of a file of the same folder, whatever the system: no way through folders, no drive, no
 * second stream of a file, and nothing that we know Windows to take for another name, or for a device. Links are another
 * matter: whoever reads the file looks where it really is.
 */
function isPlainName(name: string): boolean {
  if (/^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(\.|$)/i.test(name)) return false;
  return /^[^/\\:*?"<>|\p{Cc}]{1,255}$/u.test(name) && !/^\.{1,2}$|[. ]$/.test(name);
}

function shortened(text: string): string {
  return text.slice(0, 60);
}
