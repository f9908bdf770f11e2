/** A choice that is made each time a graph runs: only what is chosen is computed. */
import { nodesFor } from './split.ts';
import { AttributeType, DataType, type GraphProto, type ModelProto, type NodeProto } from './schema.ts';

/** Names of the three outputs that a model has, of which one becomes the result. */
export interface Choice {
  /** A single number; zero chooses `whenZero`. */
  readonly condition: string;
  readonly whenZero: string;
  readonly otherwise: string;
}

/**
 * Turns a model with just the three outputs of a choice into one with a single output `to`, which is `whenZero` or `otherwise`.
 * What only one of these needs is computed only when it is chosen.
 */
export function choose(model: ModelProto, choice: Choice, to: string): ModelProto {
  const { graph } = model;
  const needs = (name: string): Set<NodeProto> => nodesFor(graph, [name]).nodes;
  const [condition, zero, other] = [needs(choice.condition), needs(choice.whenZero), needs(choice.otherwise)];
  const only = (some: Set<NodeProto>, others: Set<NodeProto>): NodeProto[] =>
    graph.node.filter((node) => some.has(node) && !others.has(node) && !condition.has(node));
  const [ofZero, ofOther] = [only(zero, other), only(other, zero)];
  const branch = (name: string, node: NodeProto[]): GraphProto => {
    const output = graph.output.filter((each) => each.name === name);
    return { name, node, initializer: [], input: [], output };
  };
  const isOther = `${to}_is_other`;
  const inBranch = new Set([...ofZero, ...ofOther]);
  const attribute = [
    { name: 'then_branch', type: AttributeType.graph, g: branch(choice.otherwise, ofOther) },
    { name: 'else_branch', type: AttributeType.graph, g: branch(choice.whenZero, ofZero) },
  ];
  const bool = { name: 'to', type: AttributeType.int, i: DataType.bool };
  const [result] = graph.output.filter(({ name }) => name === choice.whenZero);
  return {
    ...model,
    graph: {
      ...graph,
      node: [
        ...graph.node.filter((node) => !inBranch.has(node)),
        { opType: 'Cast', input: [choice.condition], output: [isOther], attribute: [bool] },
        { opType: 'If', input: [isOther], output: [to], attribute },
      ],
      output: [{ ...result!, name: to }],
    },
  };
}
