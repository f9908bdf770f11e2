/** Finding and reading the loss network's weights. */
import { readFile } from 'node:fs/promises';
import { lossNetwork, type LossNetwork } from '../nets/index.ts';
import { readSafeTensors } from './safetensors.ts';

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
