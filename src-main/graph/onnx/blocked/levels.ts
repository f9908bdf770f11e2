/** Rounding to the levels of a picture. */
import { tensorData } from '../constants.ts';
import { DataType, type NodeProto } from '../schema.ts';
import type { BlockWriter } from './writer.ts';

/**
 * Add 0.5, Max 0, Min 255 and Cast to uint8 (`toBytes` in paint/pixels.ts) as one QuantizeLinear, which rounds and
 * saturates. Halves go to the even neighbour there, which no picture shows. The three before the Cast are dropped where nothing else
 * uses them.
 */
export function toLevels(node: NodeProto, writer: BlockWriter): boolean {
  if (node.attribute.find(({ name }) => name === 'to')?.i !== DataType.uint8) return false;
  const most = inputBefore(node.input[0]!, 'Min', 255, writer);
  const least = most === null ? null : inputBefore(most, 'Max', 0, writer);
  const exact = least === null ? null : inputBefore(least, 'Add', 0.5, writer);
  if (exact === null) return false;
  const values = writer.toPlain(exact);
  writer.add('QuantizeLinear', [values, writer.scalar(1), writer.scalar(0, 'uint8')], {
    to: node.output[0]!,
  });
  return true;
}

/** The first input of the operator that makes a value, whose second is one number; null where it is another. */
function inputBefore(name: string, opType: string, number: number, writer: BlockWriter): string | null {
  const maker = writer.maker(name);
  if (maker?.opType !== opType) return null;
  const constant = writer.initializer.find((tensor) => tensor.name === maker.input[1]);
  if (!constant || constant.dims.length > 0 || constant.dataType !== DataType.float32) return null;
  return tensorData(constant, opType).data[0] === number ? maker.input[0]! : null;
}
