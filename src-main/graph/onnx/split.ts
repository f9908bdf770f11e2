/** A model in two: what can be computed before its pictures come, and the rest. */
import { valueInfo } from './encode.ts';
import type { GraphProto, ModelProto, NodeProto } from './schema.ts';

/** Two models, of which the second is given what the first gives. */
export interface Split {
  /** Computes what `main` needs from the inputs that are not fed each time; null where that is nothing. */
  readonly before: ModelProto | null;
  /** Computes the rest from the inputs that are, and from those of `before`'s inputs and outputs that it uses, by their names. */
  readonly main: ModelProto;
}

/** Splits a model whose values are all float32 where it is cut: `fed` are the inputs that change each time. */
export function split(model: ModelProto, fed: ReadonlySet<string>): Split {
  const { graph } = model;
  const inputs = graph.input.filter(({ name }) => !fed.has(name));
  const [given, changing] = [new Set(inputs.map(({ name }) => name)), new Set(fed)];
  for (const { input, output } of graph.node) {
    const kind = input.some((name) => changing.has(name)) ? changing : input.some((name) => given.has(name)) ? given : null; // prettier-ignore
    for (const name of output) kind?.add(name);
  }
  const used = graph.node.filter(({ output }) => output.some((name) => changing.has(name))).flatMap(({ input }) => input); // prettier-ignore
  const cut = [...new Set(used)].filter((name) => given.has(name));
  const own = new Map(inputs.map((info) => [info.name, info]));
  const made = cut.filter((name) => !own.has(name)).map((name) => valueInfo(name, 'float32'));
  const main = needed({ ...model, graph: { ...graph, input: [...graph.input.filter(({ name }) => fed.has(name)), ...cut.map((name) => own.get(name) ?? valueInfo(name, 'float32'))] } }, given); // prettier-ignore
  if (made.length === 0) return { before: null, main };
  return { before: needed({ ...model, graph: { ...graph, input: inputs, output: made } }, new Set()), main };
}

/** A model with the nodes, constants and inputs alone that its outputs are made of; some values are given to it. */
export function needed(model: ModelProto, given: ReadonlySet<string>): ModelProto {
  const { graph } = model;
  const { nodes, names } = nodesFor(graph, graph.output.map(({ name }) => name), given); // prettier-ignore
  const node = graph.node.filter((each) => nodes.has(each));
  const initializer = graph.initializer.filter(({ name }) => names.has(name ?? ''));
  return { ...model, graph: { ...graph, node, initializer, input: graph.input.filter(({ name }) => names.has(name)) } }; // prettier-ignore
}

/** The nodes that some values are made by, and the names of all values in between; what is given is not made. */
export function nodesFor(
  { node }: GraphProto,
  values: readonly string[],
  given: ReadonlySet<string> = new Set(),
): { nodes: Set<NodeProto>; names: Set<string> } {
  const names = new Set(values);
  const nodes = new Set<NodeProto>();
  for (const each of node.toReversed()) {
    if (!each.output.some((name) => names.has(name) && !given.has(name))) continue;
    nodes.add(each);
    for (const name of each.input) names.add(name);
  }
  return { nodes, names };
}
