/**
 * A style as one `.onnx` file: float32 (1, 3, H, W), RGB 0-255, in and out, H and W free. That is the
 * convention of the public fast-neural-style models, so that ours run elsewhere too. `metadata_props`
 * carry what the gallery shows and what training needs again.
 */
import { decodeModel, free, input, toOnnx, OnnxError } from '../graph/index.ts';
import {
  constantScope,
  networkNamed,
  type Parameters,
  type ParameterSpec,
  untilThen,
} from '../nets/index.ts';
import type { LossRecord, StyleCredits, TrainingOptions } from './options.ts';

/** What goes into a style's file besides its network. */
export interface StyleDescription {
  readonly credits: StyleCredits;
  readonly options: TrainingOptions;
  /** Steps actually taken. */
  readonly steps: number;
  /** Losses reached: the mean over the last steps. */
  readonly losses: Omit<LossRecord, 'step'>;
}

/** The bytes of a style's file. */
export function writeStyle(
  parameters: Parameters,
  { credits, options, steps, losses }: StyleDescription,
): Uint8Array {
  const network = networkNamed(options.network);
  const picture = input('input', [1, 3, free('h', network.multiple), free('w', network.multiple)]);
  const output = network.build(picture, constantScope(parameters));
  const metadata: Record<string, string> = {
    'pastiche.format': '1',
    'pastiche.multiple': String(network.multiple),
    title: credits.title,
    network: network.name,
    training: JSON.stringify({ ...options, steps, colours: credits.colours }),
    losses: JSON.stringify(losses),
  };
  if (credits.painting !== undefined) metadata['painting'] = credits.painting;
  if (credits.artist !== undefined) metadata['artist'] = credits.artist;
  if (credits.year !== undefined) metadata['year'] = String(credits.year);
  if (credits.credit !== undefined) metadata['credit'] = credits.credit;
  if (credits.licence !== undefined) metadata['licence'] = credits.licence;
  return toOnnx({ output }, { metadata, name: credits.title });
}

/**
 * The parameters of a style that our trainer made, to start another training from.
 * @throws {OnnxError} when the file is no model, its network is another, or its parameters are not numbers.
 */
export function readParameters(
  bytes: Uint8Array,
  specs: readonly ParameterSpec[],
): Record<string, Float32Array> {
  const { graph } = decodeModel(bytes);
  const found = new Map(graph.initializer.map((tensor) => [tensor.name ?? '', tensor]));
  return Object.fromEntries(
    specs.map((spec) => {
      const { name, shape } = spec;
      const tensor = found.get(name);
      const none = tensor ? undefined : untilThen(spec);
      if (none) return [name, none];
      if (
        tensor?.dims.join() !== shape.join() ||
        tensor.rawData?.length !== 4 * shape.reduce((a, b) => a * b, 1)
      ) {
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
