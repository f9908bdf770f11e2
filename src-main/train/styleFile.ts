/**
 * A style as one `.onnx` file: float32 (1, 3, H, W), RGB 0-255, in and out, H and W free. That is the
 * convention of the public fast-neural-style models, so that ours run elsewhere too. `metadata_props`
 * carry what the gallery shows and what training needs again.
 */
import { decodeModel, toOnnx } from '../graph/index.ts';
import {
  networkNamed,
  parametersIn,
  styleGraph,
  type Parameters,
  type ParameterSpec,
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
  return toOnnx(styleGraph(network, parameters), { metadata, name: credits.title });
}

/**
 * The parameters of a style that our trainer made, to start another training from.
 * @throws {OnnxError} when the file is no model, its network is another, or its parameters are not numbers.
 */
export function readParameters(
  bytes: Uint8Array,
  specs: readonly ParameterSpec[],
): Record<string, Float32Array> {
  return parametersIn(decodeModel(bytes), specs);
}
