/** A network of ours and its weights apart, so that styles of one network can share what is loaded of it. */
import type { ModelProto } from '../graph/index.ts';
import { valueInfo } from '../graph/onnx/encode.ts';
import { DataType } from '../graph/onnx/schema.ts';
import type { TensorValue } from '../runtime/types.ts';

/** A network that is fed its weights, and the weights of one style. */
export interface Apart {
  readonly network: ModelProto;
  readonly weights: Readonly<Record<string, TensorValue>>;
}

/**
 * Makes the weights of a model of ours its inputs: names of weights have a dot, those of the network's own constants none.
 * The model's name and metadata go, in which styles differ, too.
 */
export function weightsApart(model: ModelProto): Apart {
  const { graph } = model;
  const weights: Record<string, TensorValue> = {};
  const [initializer, input] = [[] as typeof graph.initializer, [...graph.input]];
  for (const tensor of graph.initializer) {
    const { name = '', dims, dataType, rawData } = tensor;
    if (!name.includes('.') || dataType !== DataType.float32 || !rawData) {
      initializer.push(tensor);
      continue;
    }
    // A copy: numbers in a file need not be aligned.
    weights[name] = { dtype: 'float32', dims, data: new Float32Array(new Uint8Array(rawData).buffer) };
    input.push(valueInfo(name, 'float32', dims));
  }
  const network = { ...model, metadataProps: [], graph: { ...graph, name: 'network', initializer, input } };
  return { network, weights };
}
