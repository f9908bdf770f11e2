/** Convolution, its transpose, and pooling. */
import * as g from '../build.ts';
import { affine, dimText, divideDim, fixedDim, fixedShape, sameDim, type Dim } from '../dim.ts';
import { constant, type Tensor } from '../tensor.ts';
import { depthwiseToInput, depthwiseToWeight } from './depthwise.ts';
import { arity, floats, ints, num, sizes, type Operator } from './rule.ts';
import { windowOf } from './window.ts';

/** Output size of a window along one axis: floor((in + pads - reach) / stride) + 1. */
function slide(size: Dim, kernel: number, stride: number, pads: number, dilation = 1): Dim {
  return affine(divideDim(affine(size, 1, pads - dilation * (kernel - 1) - 1), stride), 1, 1);
}

/** @throws when nothing is left along an axis. */
function someLeft(dims: readonly Dim[], message: string): void {
  if (dims.some((dim) => typeof dim === 'number' && dim < 1)) throw new Error(message);
}

/** The weight of the adjoint convolution: turned by 180 degrees, inputs and outputs exchanged. */
function adjointWeight(weight: Tensor): Tensor {
  if (!weight.data) return g.transpose(g.flip(weight, [2, 3]), [1, 0, 2, 3]);
  // Frozen weights (the loss network's) are turned once, when the graph is built.
  const [o, i, kh, kw] = fixedShape(weight.shape, 'the weight') as [number, number, number, number];
  const source = weight.data as Float32Array;
  const turned = new Float32Array(source.length);
  const area = kh * kw;
  for (let out = 0; out < o; out++) {
    for (let inp = 0; inp < i; inp++) {
      for (let k = 0; k < area; k++) {
        turned[(inp * o + out) * area + k] = source[(out * i + inp) * area + (area - 1 - k)]!;
      }
    }
  }
  return constant(turned, [i, o, kh, kw]);
}

/** Gradient of a convolution to its input: the adjoint convolution, or where it strides, its transpose. */
function gradientToInput(node: Tensor, x: Tensor, weight: Tensor, dy: Tensor): Tensor {
  const { kernel, strides, pads, dilations } = windowOf(node, weight);
  const [kh, kw] = [dilations[0] * (kernel[0] - 1), dilations[1] * (kernel[1] - 1)];
  const full: [number, number, number, number] = [kh - pads[0], kw - pads[1], kh - pads[2], kw - pads[3]];
  if (strides[0] === 1 && strides[1] === 1 && full.every((p) => p >= 0)) {
    // On ONNX Runtime's CPU this runs at the forward speed, a transposed convolution at two thirds of it.
    return g.conv(dy, adjointWeight(weight), null, { pads: full, dilations });
  }
  const rest = (axis: 0 | 1): number => {
    const size = fixedDim(x.shape[axis + 2], 'the input of a strided convolution');
    const covered =
      (fixedDim(dy.shape[axis + 2], 'its result') - 1) * strides[axis] + full[axis] + 1 - pads[axis + 2]!;
    return size - covered;
  };
  return g.convTranspose(dy, weight, { strides, pads, dilations, outputPadding: [rest(0), rest(1)] });
}

/**
 * Gradient of a convolution to its weight as matrix products, one for each tap of the kernel: the
 * shifted input, pixels by channels, under the gradient, channels by pixels. Several times faster on
 * CPUs than one convolution with a picture-sized kernel.
 */
function gradientToWeight(node: Tensor, x: Tensor, weight: Tensor, dy: Tensor): Tensor {
  const { kernel, strides, pads, dilations } = windowOf(node, weight);
  const [n, o, oh, ow] = fixedShape(dy.shape, "a convolution's gradient") as [number, number, number, number];
  const i = fixedDim(x.shape[1], 'input channels');
  const padded = pads.some((p) => p > 0) ? g.pad2d(x, pads, 'constant') : x;
  const pixels = g.transpose(padded, [0, 2, 3, 1]);
  const rows = g.reshape(dy, [n, o, oh * ow]);
  const taps: Tensor[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const [top, left] = [ky * dilations[0], kx * dilations[1]];
      const shifted = g.slice(
        pixels,
        [1, 2],
        [top, left],
        [top + (oh - 1) * strides[0] + 1, left + (ow - 1) * strides[1] + 1],
        strides,
      );
      taps.push(g.reshape(shifted, [n, oh * ow, i]));
    }
  }
  const columns = taps.length === 1 ? taps[0]! : g.concat(taps, 2);
  const product = g.matmul(rows, columns);
  const summed = n === 1 ? product : g.sum(product, [0], true);
  return g.transpose(g.reshape(summed, [o, kernel[0], kernel[1], i]), [0, 3, 1, 2]);
}

export const convolution: Record<'Conv' | 'ConvTranspose' | 'AveragePool' | 'Resize', Operator> = {
  Conv: {
    infer(inputs, attributes) {
      arity(inputs, 2, 3);
      const [x, weight] = [floats(inputs, 0, 4), floats(inputs, 1, 4)];
      const { kernel, strides, pads, dilations } = windowOf({ attributes }, weight);
      const group = num(attributes, 'group', 1);
      if (group !== 1 && ![x.shape[1]!, weight.shape[0]!].every((channels) => sameDim(channels, group))) {
        throw new Error(`group must be 1, or the channels of input and result, is ${group}`);
      }
      const channels = group === 1 ? x.shape[1]! : 1;
      if (!sameDim(channels, weight.shape[1]!)) {
        throw new Error(
          `the weight is for ${dimText(weight.shape[1]!)} channels, it is given ${dimText(channels)}`,
        );
      }
      if (inputs[2] && !sameDim(floats(inputs, 2, 1).shape[0]!, weight.shape[0]!)) {
        throw new Error('the bias must have one value for each output channel');
      }
      const height = slide(x.shape[2]!, kernel[0], strides[0], pads[0] + pads[2], dilations[0]);
      const width = slide(x.shape[3]!, kernel[1], strides[1], pads[1] + pads[3], dilations[1]);
      someLeft([height, width], 'the kernel is larger than the padded input');
      return { dtype: 'float32', shape: [x.shape[0]!, weight.shape[0]!, height, width] };
    },
    gradient(node, dy, wanted) {
      const [x, weight] = [node.inputs[0]!, node.inputs[1]!];
      const depthwise = num(node.attributes, 'group', 1) !== 1;
      const toInput = depthwise ? depthwiseToInput : gradientToInput;
      const toWeight = depthwise ? depthwiseToWeight : gradientToWeight;
      const gradients = [
        wanted[0] ? toInput(node, x, weight, dy) : null,
        wanted[1] ? toWeight(node, x, weight, dy) : null,
      ];
      return node.inputs[2] ? [...gradients, wanted[2] ? g.sum(dy, [0, 2, 3]) : null] : gradients;
    },
  },

  /** Only ever a gradient itself, so it has no gradient rule. */
  ConvTranspose: {
    infer(inputs, attributes) {
      arity(inputs, 2);
      const [x, weight] = [floats(inputs, 0, 4), floats(inputs, 1, 4)];
      if (!sameDim(x.shape[1]!, weight.shape[0]!))
        throw new Error('the weight does not fit the input channels');
      const { kernel, strides, pads, dilations } = windowOf({ attributes }, weight);
      const extra = sizes(attributes, 'output_padding', 2, 0, [0, 0]);
      const size = (axis: 0 | 1): Dim =>
        affine(
          affine(x.shape[axis + 2]!, 1, -1),
          strides[axis],
          dilations[axis] * (kernel[axis] - 1) + 1 + extra[axis]! - pads[axis] - pads[axis + 2]!,
        );
      const [height, width] = [size(0), size(1)];
      someLeft([height, width], 'the pads cut off all of the result');
      return { dtype: 'float32', shape: [x.shape[0]!, weight.shape[1]!, height, width] };
    },
  },

  AveragePool: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const x = floats(inputs, 0, 4);
      const kernel = sizes(attributes, 'kernel_shape', 2, 1);
      const strides = sizes(attributes, 'strides', 2, 1);
      const size = (axis: number): Dim => slide(x.shape[axis + 2]!, kernel[axis]!, strides[axis]!, 0);
      const [height, width] = [size(0), size(1)];
      someLeft([height, width], 'the window is larger than the input');
      return { dtype: 'float32', shape: [x.shape[0]!, x.shape[1]!, height, width] };
    },
    gradient(node, dy) {
      const x = node.inputs[0]!;
      const [size, wide] = ints(node.attributes, 'kernel_shape') as [number, number];
      const [strideY, strideX] = ints(node.attributes, 'strides') as [number, number];
      if (size !== wide || strideY !== size || strideX !== size) {
        throw new Error('AveragePool can be differentiated only over disjoint squares');
      }
      const spread = g.mul(g.resizeNearest(dy, size), 1 / (size * size));
      const rest = [2, 3].map((axis) => fixedDim(x.shape[axis], 'x') - fixedDim(spread.shape[axis], 'dx'));
      const cut = rest.some((r) => r > 0);
      return [cut ? g.pad2d(spread, [0, 0, rest[0]!, rest[1]!], 'constant') : spread];
    },
  },

  /** Nearest neighbour, by whole factors; or to any size, between the middles of two pixels. */
  Resize: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const x = floats(inputs, 0, 4);
      if (attributes['sizes'] !== undefined) {
        const [height, width] = sizes(attributes, 'sizes', 2, 1);
        return { dtype: 'float32', shape: [x.shape[0]!, x.shape[1]!, height!, width!] };
      }
      const scales = ints(attributes, 'scales');
      if (
        scales.length !== 4 ||
        scales[0] !== 1 ||
        scales[1] !== 1 ||
        !scales.every((s) => Number.isInteger(s) && s > 0)
      ) {
        throw new Error(`scales must be [1, 1, whole, whole], are [${scales.join(', ')}]`);
      }
      return { dtype: 'float32', shape: x.shape.map((dim, axis) => affine(dim, scales[axis]!, 0)) };
    },
    gradient(node, dy) {
      if (node.attributes['sizes'] !== undefined)
        throw new Error('Resize between pixels cannot be differentiated');
      const [, , factor, wide] = ints(node.attributes, 'scales') as [number, number, number, number];
      if (factor !== wide) throw new Error('Resize can be differentiated only with one factor for both axes');
      return [g.mul(g.averagePool(dy, factor), factor * factor)];
    },
  },
};
