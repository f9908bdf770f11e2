/** Weights in Keras' HDF5 files: a group for each layer, and somewhere in it the kernel and the bias. */
import type * as H5 from 'h5wasm';
import { LOSS_LAYERS, kerasName } from '../nets/index.ts';
import type { NamedTensor } from './safetensors.ts';

/** The library is loaded when it is needed: hardly anybody ever reads such a file. */
async function library(): Promise<typeof H5> {
  const h5 = await import('h5wasm/node');
  const module = await h5.ready;
  // Errors are thrown, not printed.
  module.activate_throwing_error_handler();
  return h5;
}

/** The first eight bytes of every HDF5 file. */
const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);

/** Whether bytes are the start of an HDF5 file. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * The convolutions of VGG-19 that the losses look at, from a file of Keras: `block1_conv1/kernel`, `…/bias`.
 * What the tensors are called inside their layer's group has changed from version to version of Keras, so
 * they are known by their rank: a kernel has four dimensions, a bias one.
 * @throws {Error} naming a layer that is missing, or saying that the file cannot be read.
 */
export async function readKerasWeights(file: string): Promise<Record<string, NamedTensor>> {
  const h5 = await library();
  let opened: H5.File;
  try {
    opened = new h5.File(file, 'r');
    if (opened.file_id === BigInt(-1)) throw new Error('it cannot be opened');
  } catch (error) {
    throw new Error('the HDF5 file is damaged or cut off', { cause: error });
  }
  try {
    const tensors: Record<string, NamedTensor> = {};
    for (const layer of LOSS_LAYERS) {
      const name = kerasName(layer);
      // Keras' complete models keep their weights one level down.
      const group = entityAt(opened, name) ?? entityAt(opened, `model_weights/${name}`);
      if (!(group instanceof h5.Group)) throw new Error(`it has no layer ${name}`);
      for (const [part, rank] of [
        ['kernel', 4],
        ['bias', 1],
      ] as const) {
        // prettier-ignore
        tensors[`${name}/${part}`] = tensorOfRank(h5, group, rank) ?? missing(name, part);
      }
    }
    return tensors;
  } finally {
    opened.close();
  }
}

/** What a path names; null for nothing, which the library takes for an error. */
function entityAt(group: H5.Group, path: string): ReturnType<H5.Group['get']> {
  try {
    return group.get(path);
  } catch {
    return null;
  }
}

function tensorOfRank(h5: typeof H5, group: H5.Group, rank: number): NamedTensor | undefined {
  for (const path of group.paths()) {
    const entity = group.get(path);
    if (!(entity instanceof h5.Dataset) || entity.shape?.length !== rank) continue;
    const data = entity.value;
    if (data instanceof Float32Array) return { shape: entity.shape, data: Float32Array.from(data) };
  }
  return undefined;
}

function missing(layer: string, part: string): never {
  throw new Error(`its layer ${layer} has no ${part} of float32`);
}

/** Writes such a file, as an old Keras would; for tests. @throws {Error} when the library cannot. */
export async function writeKerasWeights(
  file: string,
  tensors: Readonly<Record<string, NamedTensor>>,
): Promise<void> {
  const h5 = await library();
  const opened = new h5.File(file, 'w');
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const [layer, part] = name.split('/') as [string, string];
    const group = (entityAt(opened, layer) as H5.Group | null) ?? opened.create_group(layer);
    group.create_dataset({
      name: `${layer}_${part === 'kernel' ? 'W' : 'b'}_1:0`,
      data: Float32Array.from(data),
      shape: [...shape],
      dtype: '<f4',
    });
  }
  opened.close();
}
