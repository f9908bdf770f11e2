/** What an operator's row in the table holds, and the checks that rows share. */
import { dimText, sameDim, type Dim, type Shape } from '../dim.ts';
import type { Attribute, Attributes, DType, Tensor } from '../tensor.ts';

/** One operator: its shape rule and its gradient rule, side by side. */
export interface Operator {
  /** The result's type and shape. @throws when a rule is broken; the caller adds operator and inputs. */
  infer(inputs: readonly Tensor[], attributes: Attributes): { dtype: DType; shape: Shape };
  /**
   * Gradient to each input as further graph nodes, given the gradient `dy` to the result. `wanted[i]`
   * says whether input i's gradient will be used; the others may be null. An operator without this
   * rule cannot be differentiated through.
   */
  gradient?(node: Tensor, dy: Tensor, wanted: readonly boolean[]): (Tensor | null)[];
}

/** Exactly `count` inputs, or between `count` and `most`. */
export function arity(inputs: readonly Tensor[], count: number, most = count): void {
  if (inputs.length < count || inputs.length > most) {
    throw new Error(
      `takes ${count === most ? count : `${count} to ${most}`} inputs, was given ${inputs.length}`,
    );
  }
}

/** The given input, of float32 and, where asked, of this rank. */
export function floats(inputs: readonly Tensor[], index: number, rank?: number): Tensor {
  const tensor = inputs[index];
  if (!tensor) throw new Error(`input ${index} is missing`);
  if (tensor.dtype !== 'float32') throw new Error(`input ${index} must be float32`);
  if (rank !== undefined && tensor.shape.length !== rank)
    throw new Error(`input ${index} must have rank ${rank}`);
  return tensor;
}

/** The given input, of a type that can be reckoned with. */
export function numbers(inputs: readonly Tensor[], index: number): Tensor {
  const tensor = inputs[index];
  if (tensor?.dtype === 'uint32') return tensor;
  return floats(inputs, index);
}

/** An attribute that is a list of integers. */
export function ints(attributes: Attributes, name: string, fallback?: readonly number[]): readonly number[] {
  const value: Attribute | undefined = attributes[name] ?? fallback;
  if (!Array.isArray(value)) throw new Error(`needs the attribute ${name}, a list of integers`);
  return value as readonly number[];
}

/** An attribute that is a list of `count` integers, none below `least`. */
export function sizes(
  attributes: Attributes,
  name: string,
  count: number,
  least: number,
  fallback?: readonly number[],
): readonly number[] {
  const list = ints(attributes, name, fallback);
  if (list.length !== count || !list.every((value) => Number.isSafeInteger(value) && value >= least)) {
    throw new Error(`${name} must be ${count} integers of at least ${least}, are [${list.join(', ')}]`);
  }
  return list;
}

/** An attribute that is a number. */
export function num(attributes: Attributes, name: string, fallback?: number): number {
  const value = attributes[name] ?? fallback;
  if (typeof value !== 'number') throw new Error(`needs the attribute ${name}, a number`);
  return value;
}

/** An attribute that is one of the given words. */
export function word<W extends string>(
  attributes: Attributes,
  name: string,
  words: readonly W[],
  fallback?: W,
): W {
  const value = attributes[name] ?? fallback;
  const found = words.find((candidate) => candidate === value);
  if (found === undefined)
    throw new Error(`attribute ${name} must be one of ${words.join(', ')}, is ${String(value)}`);
  return found;
}

/** The attribute `axes`, brought into 0..rank-1. */
export function axesOf(attributes: Attributes, rank: number): number[] {
  const axes = ints(attributes, 'axes').map((axis) => {
    const positive = axis < 0 ? axis + rank : axis;
    if (!(positive >= 0 && positive < rank)) throw new Error(`axis ${axis} is outside of rank ${rank}`);
    return positive;
  });
  if (new Set(axes).size < axes.length) throw new Error(`axes [${axes.join(', ')}] name one twice`);
  return axes;
}

/** NumPy broadcasting of two shapes. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): Dim => shape[i - (rank - shape.length)] ?? 1;
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [at(a, i), at(b, i)];
    if (x === 1) return y;
    if (y === 1 || sameDim(x, y)) return x;
    throw new Error(`dimension ${i} does not broadcast: ${dimText(x)} and ${dimText(y)}`);
  });
}
