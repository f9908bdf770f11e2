/** Graphs made anew: each tensor put through a rule that may give another of the same type and shape for it. */
import { sameShape } from './dim.ts';
import type { OperatorName } from './operators/table.ts';
import { apply, GraphError, reach, type Tensor } from './tensor.ts';

/** What replaces a tensor, whose inputs have been put through the rule before; the tensor itself to keep it. */
export type Rule = (tensor: Tensor) => Tensor;

/**
 * The same outputs, every tensor that they reach put through the rule, inputs first. Parts in which the rule
 * changes nothing stay the very same.
 * @throws {GraphError} when the rule gives something of another type or shape.
 */
export function rewrite(outputs: readonly Tensor[], rule: Rule): Tensor[] {
  const made = new Map<Tensor, Tensor>();
  for (const tensor of reach(outputs)) {
    const inputs = tensor.inputs.map((input) => made.get(input)!);
    const isSame = inputs.every((input, i) => input === tensor.inputs[i]);
    const current = isSame ? tensor : apply(tensor.op as OperatorName, inputs, tensor.attributes);
    const result = rule(current);
    if (result.dtype !== tensor.dtype || !sameShape(result.shape, tensor.shape))
      throw new GraphError(`${tensor.op} was rewritten to something of another type or shape`);
    made.set(tensor, result);
  }
  return outputs.map((output) => made.get(output)!);
}

/** Whether a tensor depends on no input, except for those that are known. */
export function isConstant(tensor: Tensor, isKnown: (input: Tensor) => boolean = () => false): boolean {
  return reach([tensor]).every((each) => each.op !== 'Input' || isKnown(each));
}
