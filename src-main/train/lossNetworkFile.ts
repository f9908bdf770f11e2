/** Finding and reading the loss network's weights. */
import { readFile } from 'node:fs/promises';
import { kerasName, LOSS_LAYERS, lossNetwork, type LossNetwork } from '../nets/index.ts';
import { isHdf5, readKerasWeights } from './kerasFile.ts';
import { readSafeTensors, writeSafeTensors, type NamedTensor } from './safetensors.ts';

/** The loss network cannot be had; the message says what to do. */
export class LossNetworkError extends Error {
  override readonly name = 'LossNetworkError';
}

const REMEDY =
  'give the VGG-19 weights (safetensors, Keras names, conv1_1 to conv3_4) with --loss-network FILE or PASTICHE_LOSS_NETWORK';

/**
 * Reads the loss network from `file`, or else from the file that PASTICHE_LOSS_NETWORK names.
 * @throws {LossNetworkError} when there is none, or it is not VGG-19's first eight convolutions.
 */
export async function openLossNetwork(file = process.env['PASTICHE_LOSS_NETWORK']): Promise<LossNetwork> {
  if (file === undefined || file === '')
    throw new LossNetworkError(`training needs a loss network: ${REMEDY}`);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    throw new LossNetworkError(`the loss network ${file} cannot be read: ${REMEDY}`);
  }
  try {
    const { tensors } = readSafeTensors(bytes);
    return lossNetwork((name) => {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`it has no tensor ${name}`);
      return tensor;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LossNetworkError(`${file} is not the loss network (${reason}): ${REMEDY}`);
  }
}

/**
 * The layers used, as safetensors, from a file that may hold many more: Keras' HDF5 or safetensors.
 * @throws {LossNetworkError} when it is neither, or not VGG-19.
 */
export async function importLossNetwork(file: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(file);
    const all = isHdf5(bytes) ? await readKerasWeights(file) : readSafeTensors(bytes).tensors;
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
