/** Writes the nodes of a graph in which some values lie in blocks of channels; see `blocked.ts`. */
import type { Shape } from '../../dim.ts';
import { tensorProto } from '../encode.ts';
import { attributeOf, type GraphProto, type NodeProto, type TensorProto } from '../schema.ts';
import type { ConstantData } from '../../tensor.ts';

/** ONNX Runtime's operators on such values. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** A value in NCHWc: (N, C / block, H, W, block), which those operators call (N, C, H, W). */
export interface Blocked {
  readonly name: string;
  /** Those of the value itself; the last block may have more. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The convolution that made it, while what follows may still become part of it. */
  readonly open: NodeProto | null;
}

/** Nodes, constants and which values lie how, as they come up. */
export class BlockWriter {
  node: NodeProto[] = [];
  readonly initializer: TensorProto[];
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #blocked = new Map<string, Blocked>();
  /** Values in ordinary layout; of those in blocks, the ones that someone wanted so. */
  readonly #plain = new Set<string>();
  readonly #uses = new Map<string, number>();
  /** Names of the constants, what operators are told by some (the sizes of borders) among them. */
  readonly #constants: ReadonlySet<string>;
  readonly #makers = new Map<string, NodeProto>();
  /** Constants made here, by their values. */
  readonly #made = new Map<string, string>();
  #count = 0;

  constructor(
    { node, initializer, output }: GraphProto,
    shapes: ReadonlyMap<string, Shape>,
    /** What is there before a picture comes. */
    private readonly known: ReadonlySet<string>,
    /** Channels in a block. */
    readonly block: number,
  ) {
    this.initializer = [...initializer];
    this.#constants = new Set(initializer.map(({ name }) => name ?? ''));
    this.#shapes = shapes;
    for (const each of node) for (const name of each.output) this.#makers.set(name, each);
    const used = [...node.flatMap(({ input }) => input), ...output.map(({ name }) => name)];
    for (const name of used) this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
  }

  /** The node that makes a value, before it was written anew; undefined for inputs and constants. */
  maker(name: string): NodeProto | undefined {
    return this.#makers.get(name);
  }

  /** Whether a value is there before a picture comes. */
  isKnown(name: string): boolean {
    return name === '' || this.known.has(name) || this.#constants.has(name);
  }

  /** A value's four dimensions; null where it has others, or they are not known. */
  size(name: string): readonly [number, number, number, number] | null {
    const shape = this.#shapes.get(name);
    if (shape?.length !== 4 || !shape.every((dim) => typeof dim === 'number')) return null;
    return shape as [number, number, number, number];
  }

  /** A value in blocks, if it is so already. */
  inBlocks(name: string): Blocked | undefined {
    return this.#blocked.get(name);
  }

  /** Whether a value fills whole blocks. */
  fits(name: string): boolean {
    const size = this.size(name);
    return size?.[0] === 1 && size[1] % this.block === 0;
  }

  /** A value that fits in blocks, moved there if it is not yet. */
  toBlocks(name: string): Blocked {
    const known = this.#blocked.get(name);
    if (known) return known;
    const size = this.size(name)!;
    const [, channels, height, width] = size;
    const moved = this.known.has(name)
      ? this.#moveOnce(name, size)
      : this.add('ReorderInput', [name], { domain: BLOCKED_DOMAIN });
    const blocked = { name: moved, channels, height, width, open: null };
    this.#blocked.set(name, blocked);
    this.#plain.add(name);
    return blocked;
  }

  /** As ReorderInput does, by public operators: ONNX Runtime computes only such when it loads a graph. */
  #moveOnce(name: string, [, channels, height, width]: readonly [number, number, number, number]): string {
    const blocks = this.reshape(name, [1, channels / this.block, this.block, height, width]);
    return this.reshape(this.transpose(blocks, [0, 1, 3, 4, 2]), [1, channels, height, width]);
  }

  /** A value in ordinary layout under its own name, moved there if it is not yet. */
  toPlain(name: string): string {
    const blocked = this.#blocked.get(name);
    if (!blocked || this.#plain.has(name)) return name;
    this.#plain.add(name);
    this.add('ReorderOutput', [blocked.name], {
      domain: BLOCKED_DOMAIN,
      channels: blocked.channels,
      to: name,
    });
    return name;
  }

  /** From now on a value lies in blocks. */
  keep(name: string, blocked: Blocked): void {
    this.#blocked.set(name, blocked);
  }

  /** The convolution that made a value and that what follows may become part of: nobody else needs the value. */
  openOf(name: string): NodeProto | null {
    return this.#uses.get(name) === 1 ? (this.#blocked.get(name)?.open ?? null) : null;
  }

  /** Moves a node to the end, behind what it is given from now on. */
  moveToEnd(node: NodeProto): void {
    this.node = [...this.node.filter((other) => other !== node), node];
  }

  /** Adds a node and says what its result is called. */
  add(opType: string, input: string[], attributes: NodeAttributes = {}): string {
    const { domain = '', to = this.name(), ...rest } = attributes;
    const attribute = Object.entries(rest).map(([name, value]) => attributeOf(name, value!));
    this.node.push({ opType, input, output: [to], attribute, domain });
    return to;
  }

  /** A list of integers as a constant. */
  integers(values: readonly number[]): string {
    return this.#constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** A single float32, or uint8, as a constant. */
  scalar(value: number, type: 'float32' | 'uint8' = 'float32'): string {
    return this.#constant(type === 'uint8' ? Uint8Array.of(value) : Float32Array.of(value), []);
  }

  /** The same numbers in another shape. */
  reshape(from: string, shape: readonly number[], to?: string): string {
    return this.add('Reshape', [from, this.integers(shape)], { to });
  }

  /** Axes in another order. */
  transpose(from: string, perm: readonly number[]): string {
    return this.add('Transpose', [from], { perm });
  }

  /** A name that no value has. */
  name(): string {
    return `pastiche_blocks_${this.#count++}`;
  }

  #constant(data: ConstantData, dims: readonly number[]): string {
    const key = `${data.constructor.name} ${data.join(',')}`;
    let name = this.#made.get(key);
    if (name === undefined) {
      name = this.name();
      this.#made.set(key, name);
      this.initializer.push(tensorProto(data, dims, name));
    }
    return name;
  }
}

/** A node's attributes by name, its domain, and what its result is called. */
type NodeAttributes = { domain?: string; to?: string | undefined } & Record<string, string | number | readonly number[] | undefined>; // prettier-ignore
