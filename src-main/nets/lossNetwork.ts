/**
 * The loss network: VGG-19 (Simonyan and Zisserman 2015) up to conv3_4, frozen. With average pooling
 * instead of maximum pooling, as Gatys et al. 2015 (section 2) advise for smoother gradients.
 */
import { averagePool, constant, conv, relu, sub, type Tensor } from '../graph/index.ts';

/** One frozen convolution: weight (O, I, 3, 3) and bias (O). */
export interface LossConvolution {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** Layers of the loss network that losses can look at, shallow to deep. */
export const LOSS_LAYERS = [
  'relu1_1', 'relu1_2', 'relu2_1', 'relu2_2', 'relu3_1', 'relu3_2', 'relu3_3', 'relu3_4',
] as const; // prettier-ignore
export type LossLayer = (typeof LOSS_LAYERS)[number];

/** The loss network's weights as constants of a graph. */
export interface LossNetwork {
  readonly convolutions: Readonly<Record<LossLayer, LossConvolution>>;
}

/** Mean of ImageNet's pictures in R, G, B. */
const MEAN = Float32Array.of(123.68, 116.779, 103.939);

/** Keras' name of the convolution before a layer: `relu3_2` comes from `block3_conv2`. */
export function kerasName(layer: LossLayer): string {
  return `block${layer.charAt(4)}_conv${layer.charAt(6)}`;
}

/**
 * The loss network from tensors in Keras' layout: `block1_conv1/kernel` (kh, kw, in, out), `…/bias`.
 * @throws {Error} naming a tensor that is missing or has the wrong size.
 */
export function lossNetwork(
  tensors: (name: string) => { shape: readonly number[]; data: Float32Array },
): LossNetwork {
  let channels = 3;
  const entries = LOSS_LAYERS.map((layer) => {
    const kernel = tensors(`${kerasName(layer)}/kernel`);
    const bias = tensors(`${kerasName(layer)}/bias`);
    const [kh, kw, from, to] = kernel.shape as [number, number, number, number];
    if (kernel.shape.length !== 4 || kh !== 3 || kw !== 3 || from !== channels || bias.data.length !== to) {
      throw new Error(
        `${kerasName(layer)} should be [3, 3, ${channels}, n], but is [${kernel.shape.join(', ')}]`,
      );
    }
    // VGG-19 was trained on BGR: exchanging the first weight's inputs lets it take RGB.
    const weight = constant(fromKeras(kernel.data, from, to, layer === 'relu1_1'), [to, from, 3, 3]);
    channels = to;
    return [layer, { weight, bias: constant(bias.data, [to]) }] as const;
  });
  return { convolutions: Object.fromEntries(entries) as LossNetwork['convolutions'] };
}

/** (kh, kw, in, out) to (out, in, kh, kw). */
function fromKeras(data: Float32Array, from: number, to: number, reverseInputs: boolean): Float32Array {
  const result = new Float32Array(data.length);
  for (let tap = 0; tap < 9; tap++) {
    for (let i = 0; i < from; i++) {
      const source = reverseInputs ? from - 1 - i : i;
      for (let o = 0; o < to; o++) result[(o * from + i) * 9 + tap] = data[(tap * from + source) * to + o]!;
    }
  }
  return result;
}

/**
 * Features of a picture (N, 3, H, W), RGB 0-255, at the given layers: (N, C, H', W') each. Nothing
 * deeper than the deepest of them is computed.
 */
export function lossFeatures(network: LossNetwork, picture: Tensor, layers: readonly LossLayer[]): Tensor[] {
  const features = new Map<LossLayer, Tensor>();
  let x = sub(picture, constant(MEAN, [1, 3, 1, 1]));
  for (const layer of LOSS_LAYERS) {
    if (layer === 'relu2_1' || layer === 'relu3_1') x = averagePool(x, 2);
    const { weight, bias } = network.convolutions[layer];
    x = relu(conv(x, weight, bias, { pads: [1, 1, 1, 1] }));
    features.set(layer, x);
    if (layers.every((wanted) => features.has(wanted))) break;
  }
  return layers.map((layer) => features.get(layer)!);
}
