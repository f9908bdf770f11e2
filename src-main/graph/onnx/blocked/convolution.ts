/** Convolutions on blocks. */
import { attributeOf, type NodeProto } from '../schema.ts';
import { BLOCKED_DOMAIN, type BlockWriter } from './writer.ts';

/**
 * Convolutions that are depthwise, or whose input fills whole blocks or has fewer channels than one. In that last case the input is
 * read in ordinary layout, unless it lies in a block already and the kernel is 1x1. Constant weights are reordered when the graph is loaded.
 */
export function convolve(node: NodeProto, writer: BlockWriter): boolean {
  const { block } = writer;
  const [from, weight, bias] = node.input;
  const [x, size, kernel] = [writer.size(from!), writer.size(node.output[0]!), writer.size(weight!)];
  if (!x || !size || !kernel || x[0] !== 1) return false;
  const group = node.attribute.find(({ name }) => name === 'group')?.i ?? 1;
  const [outputs, inputs, kh, kw] = kernel;
  const isDepthwise = group > 1 && group === outputs && inputs === 1;
  // Where only a part of a block is filled, the rest is weighed by zeros.
  const isThere = writer.inBlocks(from!) !== undefined;
  if (group > 1 && !(isDepthwise && (isThere || outputs % block === 0))) return false;
  const isPart = !isDepthwise && isThere && inputs < block && kh * kw === 1;
  const isRead = !isDepthwise && inputs < block && !isPart;
  if (!isDepthwise && !isRead && !isPart && inputs % block !== 0) return false;

  const whole = Math.ceil(outputs / block) * block;
  const [more, unseen] = [whole - outputs, isPart ? block - inputs : 0];
  const padded = (name: string, pads: number[]): string =>
    pads.every((edge) => edge === 0) ? name : writer.add('Pad', [name, writer.integers(pads)], { mode: 'constant' }); // prettier-ignore
  const full = padded(writer.toPlain(weight!), [0, 0, 0, 0, more, unseen, 0, 0]);
  // Outputs' blocks first, then the inputs' (of one, for an input that is not read in blocks), the window, and the channels within blocks.
  const inner = isDepthwise || isRead ? 1 : block;
  const blocks = writer.reshape(full, [whole / block, block, (inputs + unseen) / inner, inner, kh, kw]);
  const ordered = writer.transpose(blocks, [0, 2, 4, 5, 3, 1]);
  const filter = writer.reshape(ordered, [whole, inputs + unseen, kh, kw]);
  const biases = bias ? [padded(writer.toPlain(bias), [0, more])] : [];
  const read = isRead ? writer.toPlain(from!) : writer.toBlocks(from!).name;
  const name = writer.name();
  const conv: NodeProto = {
    ...{ opType: 'Conv', domain: BLOCKED_DOMAIN, output: [name] },
    input: [read, filter, ...biases],
    attribute: node.attribute.map((each) =>
      isDepthwise && each.name === 'group' ? attributeOf('group', whole) : each,
    ),
  };
  writer.node.push(conv);
  writer.keep(node.output[0]!, { name, channels: outputs, height: size[2], width: size[3], open: conv });
  return true;
}
