/** One ONNX node as its operator's row in `readers.ts` sees it. */
import { TO_END } from '../build.ts';
import type { Tensor } from '../tensor.ts';
import { AttributeType, OnnxError, type AttributeProto, type NodeProto } from './schema.ts';

/** Longest list an attribute may be. */
const MAX_LIST = 64;

/**
 * A node's inputs and attributes, asked for by those who know what they mean. What nobody asked for
 * would change the result, so {@link NodeReader.finish} refuses it.
 */
export class NodeReader {
  readonly #attributes = new Map<string, AttributeProto>();
  readonly #asked = new Set<string>();
  readonly #used = new Set<number>();

  constructor(
    node: NodeProto,
    /** How messages call this node. */
    readonly what: string,
    /** Undefined for an input that is left out. */
    private readonly inputs: readonly (Tensor | undefined)[],
  ) {
    for (const attribute of node.attribute) {
      const name = text(attribute.name);
      if (this.#attributes.has(name)) throw this.error(`has two attributes ${name}`);
      if (attribute.g) throw this.error(`has a graph of its own (${name}), which cannot be used`);
      this.#attributes.set(name, attribute);
    }
  }

  error(message: string): OnnxError {
    return new OnnxError(`${this.what} ${message}`);
  }

  /** The first inputs, up to `most`. */
  tensors(most = this.inputs.length): Tensor[] {
    const present = this.inputs.slice(0, most);
    present.forEach((_, i) => this.#used.add(i));
    while (present.length > 0 && present.at(-1) === undefined) present.pop();
    return present.map((tensor, i) => {
      if (!tensor) throw this.error(`lacks its input ${i}`);
      return tensor;
    });
  }

  /** The input at an index, where there is one. */
  optional(index: number): Tensor | undefined {
    this.#used.add(index);
    return this.inputs[index];
  }

  /** Values of an input that must be a constant: what ONNX passes so, we hold as an attribute. */
  constant(index: number, name: string): number[] | undefined {
    const tensor = this.optional(index);
    if (!tensor) return undefined;
    if (!tensor.data) throw this.error(`computes its ${name} at run time; they must be constants`);
    if (tensor.data.length > MAX_LIST) throw this.error(`has a list of ${tensor.data.length} ${name}`);
    return Array.from<number | bigint, number>(tensor.data, clamped);
  }

  /** A list of integers from an input, or in older operator sets from an attribute. */
  list(index: number, name: string): number[] | undefined {
    return this.constant(index, name) ?? this.ints(name);
  }

  ints(name: string): number[] | undefined {
    const attribute = this.#ask(name, AttributeType.ints);
    const list = attribute?.ints;
    if (list && list.length > MAX_LIST) throw this.error(`has a list of ${list.length} ${name}`);
    return list?.map(clamped);
  }

  floats(name: string): number[] | undefined {
    return this.#ask(name, AttributeType.floats)?.floats?.slice(0, MAX_LIST);
  }

  int(name: string, fallback: number): number {
    const attribute = this.#ask(name, AttributeType.int);
    return attribute ? clamped(attribute.i ?? 0) : fallback;
  }

  float(name: string, fallback: number): number {
    const attribute = this.#ask(name, AttributeType.float);
    return attribute ? (attribute.f ?? 0) : fallback;
  }

  string(name: string, fallback: string): string {
    const attribute = this.#ask(name, AttributeType.string);
    return attribute ? new TextDecoder().decode(attribute.s) : fallback;
  }

  /** The attribute as it is. */
  raw(name: string): AttributeProto | undefined {
    this.#asked.add(name);
    return this.#attributes.get(name);
  }

  /** An attribute that may be there, but must be what we take it to be. */
  only(name: string, given: string | number, wanted: readonly (string | number)[]): void {
    if (!wanted.includes(given)) throw this.error(`has ${name} ${given}, which cannot be used`);
  }

  /** @throws {OnnxError} naming an input or attribute that nobody asked for. */
  finish(): void {
    this.inputs.forEach((tensor, i) => {
      if (tensor && !this.#used.has(i)) throw this.error(`has an input ${i}, which cannot be used`);
    });
    for (const name of this.#attributes.keys()) {
      if (!this.#asked.has(name)) throw this.error(`has the attribute ${name}, which cannot be used`);
    }
  }

  #ask(name: string, type: number): AttributeProto | undefined {
    const attribute = this.raw(name);
    // Very old writers leave the type out.
    if (attribute && (attribute.type || type) !== type)
      throw this.error(`has an attribute ${name} of another type`);
    return attribute;
  }
}

/** Fields that a file leaves out are missing, whatever their type says. */
export function text(value: string | undefined): string {
  return value ?? '';
}

/** A 64-bit integer as a number; its ends of the number line stand for "to the end of the axis". */
function clamped(value: number | bigint): number {
  return Math.min(Math.max(Number(value), -TO_END), TO_END);
}
