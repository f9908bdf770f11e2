/**
 * Makes what depends on a picture's size alone something that ONNX Runtime computes once, when it loads the
 * graph: a tensor times zero is, whatever is in it, zeros of its shape. Our networks' grain starts so.
 */
import { DataType, type GraphProto, type NodeProto } from '../graph/onnx/schema.ts';

/**
 * The nodes of a graph, every multiplication by a single zero replaced by zeros of the other factor's
 * shape. (With infinite or undefined values the product would not be zero; a picture has none.)
 */
export function foldZeros(graph: GraphProto): NodeProto[] {
  const zeros = new Set(
    graph.initializer
      .filter(({ dims, dataType, rawData, floatData }) => {
        if (dataType !== DataType.float32 || dims.length > 1 || (dims[0] ?? 1) !== 1) return false;
        const isRaw = rawData !== undefined && rawData.length > 0;
        return isRaw ? rawData.every((byte) => byte === 0) : floatData?.[0] === 0;
      })
      .map(({ name }) => name),
  );
  return graph.node.flatMap((node) => {
    const other = node.opType === 'Mul' ? node.input.find((name) => !zeros.has(name)) : undefined;
    if (other === undefined || !node.input.some((name) => zeros.has(name))) return [node];
    const [output] = node.output;
    const shape = `${output}_shape`;
    return [
      { opType: 'Shape', input: [other], output: [shape], attribute: [] },
      // Its value is zero unless an attribute says otherwise.
      { opType: 'ConstantOfShape', input: [shape], output: [output!], attribute: [] },
    ];
  });
}
