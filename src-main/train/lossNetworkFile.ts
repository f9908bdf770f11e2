/** Finding and reading the loss network's weights. */
import { readFile, stat } from 'node:fs/promises';
import { kerasName, LOSS_LAYERS, lossNetwork, type LossNetwork } from '../nets/index.ts';
import { isHdf5, readKerasWeights } from './kerasFile.ts';
import { readSafeTensors, writeSafeTensors, type NamedTensor } from './safetensors.ts';

/** The loss network cannot be had; the message says what to do. */
export class LossNetworkError extends Error {
  override readonly name = 'LossNetworkError';
}

/** What to do about it: for who types a command. */
const ON_THE_COMMAND_LINE =
  'give the VGG-19 weights (as Keras publishes them, or the safetensors file that Pastiche keeps) with --loss-network FILE or PASTICHE_LOSS_NETWORK';
/** The same for who sits before the app. */
export const IN_THE_APP = 'fetch it again, or choose its file';

/** VGG-19's convolutions have 80 MB; what is much larger is not read into memory. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * Reads the loss network from `file`, or else from the file that PASTICHE_LOSS_NETWORK names: Keras' HDF5 or
 * safetensors.
 * @throws {LossNetworkError} when there is none, or it is not VGG-19's first eight convolutions.
 */
export async function openLossNetwork(
  file = process.env['PASTICHE_LOSS_NETWORK'],
  remedy = ON_THE_COMMAND_LINE,
): Promise<LossNetwork> {
  if (file === undefined || file === '')
    throw new LossNetworkError(`training needs a loss network: ${remedy}`);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    throw new LossNetworkError(`The loss network ${file} cannot be read: ${remedy}`);
  }
  try {
    const tensors = await tensorsIn(file, bytes);
    return lossNetwork((name) => {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`it has no tensor ${name}`);
      return tensor;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LossNetworkError(`${file} is not the loss network (${reason}): ${remedy}`);
  }
}

/**
 * The layers used, as safetensors, from a file that may hold many more: Keras' HDF5 or safetensors.
 * @throws {LossNetworkError} when it is neither, or not VGG-19.
 */
export async function importLossNetwork(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Error(`it has ${Math.round(size / 1e6)} MB`);
    const all = await tensorsIn(file, await readFile(file));
    const tensors: Record<string, NamedTensor> = {};
    for (const layer of LOSS_LAYERS) {
      for (const part of ['kernel', 'bias']) {
        const name = `${kerasName(layer)}/${part}`;
        const tensor = all[name];
        if (!tensor) throw new Error(`it has no tensor ${name}`);
        tensors[name] = tensor;
      }
    }
    // Checks every shape; VGG-19's own widths tell it from other networks of the same names.
    lossNetwork((name) => tensors[name]!);
    const last = tensors[`${kerasName('relu3_4')}/bias`]!.shape[0];
    if (last !== 256) throw new Error(`block3_conv4 has ${last ?? 0} channels, not 256`);
    return writeSafeTensors({ tensors, metadata: {} });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LossNetworkError(
      `This file is not VGG-19 (${reason}). Choose vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 as Keras publishes it, or the safetensors file that Pastiche keeps.`,
    );
  }
}

async function tensorsIn(file: string, bytes: Uint8Array): Promise<Record<string, NamedTensor>> {
  return isHdf5(bytes) ? readKerasWeights(file) : readSafeTensors(bytes).tensors;
}
