/** Rounding to the levels of a picture. */
import { tensorData } from '../constants.ts';
import { DataType, type NodeProto } from '../schema.ts';
import type { BlockWriter } from './writer.ts';

/**
 * A half added, 0 to 255, the fraction cut off: ONNX Runtime has one operator for the four, made for quantised
 * networks. (It rounds to the even of two neighbours that are as near, which no picture shows.) The four nodes stay, and are
 * dropped as unused where nothing else needs them.
 */
export function toLevels(node: NodeProto, writer: BlockWriter): boolean {
  if (node.opType !== 'Cast' || node.attribute.find(({ name }) => name === 'to')?.i !== DataType.uint8)
    return false;
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
