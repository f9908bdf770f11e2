/** Models with their weights in another file, as PyTorch writes them. */
import { encodeModel, type ModelProto } from '../../graph/index.ts';

type Weight = ModelProto['graph']['initializer'][number];

/** Says of a weight that it lies in another file. */
export function elsewhere(weight: Weight, place: Readonly<Record<string, string | number>>): Weight {
  const { rawData: _here, ...rest } = weight;
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
  return { ...rest, dataLocation: 1, externalData };
}

/**
 * A model whose raw weights lie in another file, each behind a gap as programs leave one that align them, and that file.
 * What is no raw weight stays, as programs leave small ones.
 */
export function apart(
  model: ModelProto,
  location = 'style.onnx.data',
  gap: (i: number) => number = () => 5,
): { model: Uint8Array; data: Uint8Array } {
  const data: Uint8Array[] = [];
  let offset = 0;
  const initializer = model.graph.initializer.map((weight, i) => {
    if (!weight.rawData?.length) return weight;
    data.push(new Uint8Array(gap(i)), weight.rawData);
    offset += gap(i);
    const place = { location, offset, length: weight.rawData.length };
    offset += weight.rawData.length;
    return elsewhere(weight, place);
  });
  const bytes = encodeModel({ ...model, graph: { ...model.graph, initializer } });
  return { model: bytes, data: Uint8Array.from(Buffer.concat(data)) };
}
