/** Reverse-mode gradients: from a scalar loss back to any tensors, as further nodes of the same graph. */
import { add, full } from './build.ts';
import { fixedShape } from './dim.ts';
import { OPERATORS } from './operators/table.ts';
import { GraphError, reach, type Tensor } from './tensor.ts';

/**
 * Gradients of a scalar `loss` to each of `wrt`, in the same order and of the same shapes. A tensor the
 * loss does not depend on has a gradient of zeros.
 *
 * @throws {GraphError} when the loss is no scalar, or an operator on the way has no gradient rule or none for how it is
 * used (a free size, mostly). @throws {RangeError} for a tensor of free size that the loss does not depend on.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new GraphError('a loss must be a scalar: reduce it with sum() or mean()');
  const order = reach([loss]);
  const onTheWay = new Set<Tensor>(wrt);
  for (const node of order) {
    if (node.inputs.some((inp) => onTheWay.has(inp))) onTheWay.add(node);
  }
  const collected = new Map<Tensor, Tensor>([[loss, full([], 1)]]);
  for (const node of order.reverse()) {
    const dy = collected.get(node);
    if (!dy || node.op === 'Input' || node.op === 'Constant' || !onTheWay.has(node)) continue;
    const wanted = node.inputs.map((inp) => onTheWay.has(inp));
    if (!wanted.includes(true)) continue;
    const rule = OPERATORS[node.op].gradient;
    if (!rule) throw new GraphError(`${node.op} (node ${node.id}) has no gradient rule`);
    let parts: (Tensor | null)[];
    try {
      parts = rule(node, dy, wanted);
    } catch (error) {
      throw new GraphError(
        `gradient of ${node.op} (node ${node.id}): ${error instanceof Error ? error.message : ''}`,
      );
    }
    parts.forEach((part, i) => {
      const target = node.inputs[i]!;
      if (!part || !wanted[i]) return;
      const before = collected.get(target);
      collected.set(target, before ? add(before, part) : part);
    });
  }
  return wrt.map((tensor) => collected.get(tensor) ?? full(fixedShape(tensor.shape, 'a parameter'), 0));
}
