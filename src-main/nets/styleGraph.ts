/** A transform network with its parameters, as a style's file has it, and back. */
import { decodeModel, free, input, metadataOf, OnnxError, sizeOf, toOnnx, type ModelProto, type Tensor } from '../graph/index.ts'; // prettier-ignore
import { networkNamed } from './networks.ts';
import {
  constantScope,
  inputScope,
  untilThen,
  type Parameters,
  type ParameterSpec,
  type TransformNetwork,
} from './parameters.ts';

/** A picture (1, 3, H, W), RGB 0-255, H and W free, to a painting of the same size: `input` to `output`. */
export function styleGraph(network: TransformNetwork, parameters: Parameters): { output: Tensor } {
  return { output: network.build(pictureFor(network), constantScope(parameters)) };
}

function pictureFor({ multiple }: TransformNetwork): Tensor {
  return input('input', [1, 3, free('h', multiple), free('w', multiple)]);
}

/** What parameters a network has. */
export function parameterSpecs(network: TransformNetwork): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  network.build(pictureFor(network), inputScope(specs, []));
  return specs;
}

/**
 * The parameters in a style's file.
 * @throws {OnnxError} when its network is another, or its parameters are not numbers.
 */
export function parametersIn(
  { graph }: ModelProto,
  specs: readonly ParameterSpec[],
): Record<string, Float32Array> {
  const found = new Map(graph.initializer.map((tensor) => [tensor.name ?? '', tensor]));
  return Object.fromEntries(
    specs.map((spec) => {
      const { name, shape } = spec;
      const tensor = found.get(name);
      const none = tensor ? undefined : untilThen(spec);
      if (none) return [name, none];
      if (tensor?.dims.join() !== shape.join() || tensor.rawData?.length !== 4 * sizeOf(shape)) {
        throw new OnnxError(
          `its network is another one: it has no parameter ${name} of [${shape.join(', ')}]`,
        );
      }
      const data = new Float32Array(new Uint8Array(tensor.rawData).buffer);
      if (!data.every(Number.isFinite)) throw new OnnxError(`its ${name} are not numbers (NaN or infinite)`);
      return [name, data];
    }),
  );
}

/**
 * A style of ours as its network is built now, where that was given more since the style was made; any other model as it is. It paints
 * the same, and has its weights where a new style has them.
 */
export function asBuiltNow(model: ModelProto): ModelProto {
  const name = metadataOf(model)['network'];
  if (name === undefined) return model;
  try {
    const network = networkNamed(name);
    const specs = parameterSpecs(network);
    const has = new Set(model.graph.initializer.map((tensor) => tensor.name));
    if (specs.every((spec) => has.has(spec.name))) return model;
    // As a file has it, so that it compares with what is read from one.
    const built = toOnnx(styleGraph(network, parametersIn(model, specs)));
    return { ...model, graph: decodeModel(built).graph };
  } catch {
    return model; // A network from elsewhere, that calls itself like one of ours.
  }
}
