/** Convolutions on blocks. */
import type { NodeProto } from '../schema.ts';
import { BLOCKED_DOMAIN, type BlockWriter } from './writer.ts';

/**
 * A convolution whose input fills whole blocks, or has fewer channels than one (and is then read as it is), or
 * that is depthwise. Weights are reordered by nodes that are computed when the graph is loaded, if they are constant.
 */
export function convolve(node: NodeProto, writer: BlockWriter): boolean {
  const { block } = writer;
  const [from, weight, bias] = node.input;
  const [x, size, kernel] = [writer.size(from!), writer.size(node.output[0]!), writer.size(weight!)];
  if (!x || !size || !kernel || x[0] !== 1) return false;
  const group = node.attribute.find(({ name }) => name === 'group')?.i ?? 1;
  const [outputs, inputs, kh, kw] = kernel;
  const isDepthwise = group > 1 && group === outputs && inputs === 1;
  if (group > 1 && !(isDepthwise && outputs % block === 0)) return false;
  const isRead = !isDepthwise && inputs < block;
  if (!isDepthwise && !isRead && inputs % block !== 0) return false;

  const whole = Math.ceil(outputs / block) * block;
  const more = whole - outputs;
  const padded = (name: string, pads: number[]): string =>
    more === 0 ? name : writer.add('Pad', [name, writer.integers(pads)], { mode: 'constant' });
  const full = padded(writer.toPlain(weight!), [0, 0, 0, 0, more, 0, 0, 0]);
  // Outputs' blocks first, then the inputs' (of one, for an input that is not read in blocks), the window, and the channels within blocks.
  const inner = isDepthwise || isRead ? 1 : block;
  const blocks = writer.reshape(full, [whole / block, block, inputs / inner, inner, kh, kw]);
  const ordered = writer.transpose(blocks, [0, 2, 4, 5, 3, 1]);
  const filter = writer.reshape(ordered, [whole, inputs, kh, kw]);
  const biases = bias ? [padded(writer.toPlain(bias), [0, more])] : [];
  const read = isRead ? writer.toPlain(from!) : writer.toBlocks(from!).name;
  const name = writer.name();
  const conv: NodeProto = {
    ...{ opType: 'Conv', domain: BLOCKED_DOMAIN, output: [name] },
    input: [read, filter, ...biases],
    attribute: [...node.attribute],
  };
  writer.node.push(conv);
  writer.keep(node.output[0]!, { name, channels: outputs, height: size[2], width: size[3], open: conv });
  return true;
}
