/** Shape rules: what they follow through free sizes, and what each says when it is broken. */
import { describe, expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import * as g from '../index.ts';

const x = (...shape: g.Dim[]): g.Tensor => g.input('x', shape);
const picture = x(1, 3, g.free('h', 4), g.free('w', 4));
const weight = (o: number, i: number, k: number): g.Tensor => g.full([o, i, k, k], 0.1);

/** Down to a quarter and up again, as transform networks go. */
function hourglass(start: g.Tensor): { small: g.Tensor; large: g.Tensor } {
  const down = (t: g.Tensor): g.Tensor => g.conv(g.pad2d(t, [1, 1, 1, 1], 'reflect'), weight(3, 3, 3), null, { strides: [2, 2] });
  const up = (t: g.Tensor): g.Tensor => g.conv(g.resizeNearest(t, 2), weight(3, 3, 3), null, { pads: [1, 1, 1, 1] });
  const small = down(down(start));
  return { small, large: g.add(up(up(small)), start) };
} // prettier-ignore

describe('free height and width', () => {
  it('go from 4h to h and back to 4h', () => {
    const { small, large } = hourglass(picture);
    expect(g.shapeText(small.shape)).toBe('[1, 3, h, w]');
    expect(g.shapeText(large.shape)).toBe('[1, 3, 4h, 4w]');
  });

  it.each<[string, g.Tensor, string]>([
    ['a valid convolution', g.conv(picture, weight(2, 3, 5)), '[1, 2, 4h-4, 4w-4]'],
    ['a strided convolution', g.conv(picture, weight(2, 3, 8), null, { strides: [4, 4], pads: [2, 2, 2, 2] }), '[1, 2, h, w]'],
    ['a transposed convolution', g.convTranspose(picture, weight(3, 2, 2), { strides: [2, 2] }), '[1, 2, 8h, 8w]'],
    ['pooling', g.averagePool(picture, 2), '[1, 3, 2h, 2w]'],
    ['pooling that does not divide', g.averagePool(picture, 3), '[1, 3, floor((4h-3)/3)+1, floor((4w-3)/3)+1]'],
    ['space to depth', g.spaceToDepth(picture, 4), '[1, 48, h, w]'],
    ['depth to space', g.depthToSpace(x(1, 8, g.free('h'), 3), 2), '[1, 2, 2h, 6]'],
    ['cropping', g.crop2d(picture, [1, 2, 3, 0]), '[1, 3, 4h-4, 4w-2]'],
    ['a mean, kept', g.mean(picture, [2, 3], true), '[1, 3, 1, 1]'],
    ['a transpose', g.transpose(picture, [3, 0, 1, 2]), '[4w, 1, 3, 4h]'],
    ['instance normalisation', g.instanceNorm(picture, g.full([3], 1), g.full([3], 0)), '[1, 3, 4h, 4w]'],
    ['broadcasting', g.sub(picture, g.full([3, 1, 1], 1)), '[1, 3, 4h, 4w]'],
  ])('through %s', (_, tensor, shape) => expect(g.shapeText(tensor.shape)).toBe(shape)); // prettier-ignore

  it('run at several sizes on ONNX Runtime', async () => {
    const session = await onnxRuntimeDevice('cpu', 'Processor', 'cpu').load(g.toOnnx({ y: hourglass(picture).large }));
    for (const dims of [[1, 3, 8, 16], [1, 3, 20, 12], [1, 3, 4, 4]]) {
      const data = new Float32Array(dims.reduce((a, b) => a * b)).fill(1);
      const { y } = await session.run({ x: { dtype: 'float32', dims, data } });
      expect(y!.dims).toEqual(dims);
    }
    await session.release();
  }); // prettier-ignore
});

const m = x(2, 3);
const image = x(1, 2, 4, 6);
const apply =
  (op: g.OperatorName, inputs: g.Tensor[], attributes: g.Attributes = {}) =>
  () =>
    g.apply(op, inputs, attributes);

describe('a broken rule says which, and what it was given', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a missing input', apply('Add', [m]), /^Add\(float32\[2, 3\]\): takes 2 inputs, was given 1$/],
    ['too many inputs', apply('Relu', [m, m]), /^Relu\(.*\): takes 1 inputs, was given 2$/],
    ['the wrong type', apply('Add', [m, g.input('b', [2, 3], 'uint8')]), /^Add\(float32\[2, 3\], uint8\[2, 3\]\): input 1 must be float32$/],
    ['two types in one', apply('Sub', [m, g.input('b', [2, 3], 'uint32')]), /^Sub\(.*\): both inputs must be of one type$/],
    ['shapes that do not broadcast', apply('Mul', [m, x(2)]), /dimension 1 does not broadcast: 3 and 2/],
    ['free sizes that differ', apply('Add', [x(g.free('h')), x(g.free('w'))]), /does not broadcast: h and w/],
    ['an unknown type', apply('Cast', [m], { to: 'float64' }), /attribute to must be one of float32.*, is float64/],
    ['the wrong rank', apply('Conv', [m, image]), /input 0 must have rank 4/],
    ['channels that do not fit', apply('Conv', [image, weight(1, 3, 1)]), /the weight is for 3 channels, it is given 2/],
    ['groups of several channels', apply('Conv', [image, weight(4, 1, 1)], { group: 2 }), /group must be 1, or the channels of input and result, is 2/],
    ['a depthwise weight for more than its channel', apply('Conv', [image, weight(2, 2, 1)], { group: 2 }), /the weight is for 2 channels, it is given 1/],
    ['a bias that does not fit', apply('Conv', [image, weight(1, 2, 1), x(2)]), /the bias must have one value for each output channel/],
    ['a kernel that is too large', apply('Conv', [image, weight(1, 2, 5)]), /the kernel is larger than the padded input/],
    ['strides of zero', apply('Conv', [image, weight(1, 2, 1)], { strides: [0, 1] }), /strides must be 2 integers of at least 1, are \[0, 1\]/],
    ['pads below zero', apply('Conv', [image, weight(1, 2, 1)], { pads: [0, -1, 0, 0] }), /pads must be 4 integers of at least 0/],
    ['two dilations in one', apply('Conv', [image, weight(1, 2, 1)], { dilations: [1] }), /dilations must be 2 integers/],
    ['a transposed weight that does not fit', apply('ConvTranspose', [image, weight(3, 2, 1)]), /the weight does not fit the input channels/],
    ['a transpose padded away', apply('ConvTranspose', [x(1, 2, 1, 1), weight(2, 1, 1)], { pads: [1, 0, 0, 0] }), /cut off all of the result/],
    ['a pool larger than the picture', () => g.averagePool(image, 5), /the window is larger than the input/],
    ['a pool without a size', apply('AveragePool', [image]), /needs the attribute kernel_shape, a list of integers/],
    ['a broken factor', () => g.resizeNearest(image, 1.5), /scales must be \[1, 1, whole, whole\], are \[1, 1, 1.5, 1.5\]/],
    ['a shape of another size', () => g.reshape(m, [4]), /6 elements do not fit the shape \[4\]/],
    ['two open dimensions', () => g.reshape(m, [-1, -1]), /do not fit the shape \[-1, -1\]/],
    ['negative dimensions', () => g.reshape(m, [-2, -3]), /do not fit the shape \[-2, -3\]/],
    ['a free size reshaped', () => g.reshape(picture, [-1]), /dimension 2 of a reshaped tensor must be known .* is 4h/],
    ['an expansion of more than ones', () => g.expand(m, [4, 3]), /does not expand to \[4, 3\]/],
    ['a transpose that forgets an axis', () => g.transpose(m, [0, 0]), /perm \[0, 0\] must name each of 2 axes once/],
    ['nothing to join', () => g.concat([], 0), /needs at least one input/],
    ['parts that do not fit', () => g.concat([m, x(2, 4)], 0), /inputs must agree in all axes but 0/],
    ['an axis that is not there', () => g.concat([m], 5), /the joined axis must be known when the graph is built, but is missing/],
    ['steps of zero', () => g.slice(m, [0], [0], [1], [0]), /steps must not be 0/],
    ['slices of fewer starts than axes', () => g.slice(m, [0, 1], [0], [1, 1]), /starts, ends and steps must be as many as axes/],
    ['an axis outside', () => g.sum(m, [2]), /axis 2 is outside of rank 2/],
    ['an axis twice', () => g.sum(m, [0, -2]), /axes \[0, 0\] name one twice/],
    ['no axis', () => g.sum(m, []), /needs at least one axis/],
    ['a free size in steps', () => g.slice(picture, [2], [0], [g.TO_END], [2]), /an axis of free size 4h can only be cropped/],
    ['too few pads', () => g.pad(m, [1, 1]), /pads must be 4 integers of at least 0, are \[1, 1\]/],
    ['a mirror larger than the picture', () => g.pad2d(image, [4, 0, 0, 0], 'reflect'), /cannot reflect 4 elements of an axis of 4/],
    ['an unknown padding', apply('Pad', [m], { pads: [0, 0, 0, 0], mode: 'wrap' }), /mode must be one of constant, reflect, edge, is wrap/],
    ['blocks that leave a rest', () => g.spaceToDepth(image, 4), /6 is not a multiple of 4/],
    ['free blocks that leave a rest', () => g.spaceToDepth(picture, 8), /4h is not a multiple of 8/],
    ['blocks of nothing', () => g.spaceToDepth(image, 0), /blocksize must be a whole number, is 0/],
    ['channels that make no blocks', () => g.depthToSpace(image, 2), /channels are not a multiple of 4/],
    ['another order of channels', apply('DepthToSpace', [x(1, 4, 1, 1)], { blocksize: 2, mode: 'CRD' }), /mode must be one of DCR, is CRD/],
    ['a vector as a matrix', () => g.matmul(m, x(3)), /needs matrices/],
    ['matrices that do not meet', () => g.matmul(m, m), /^MatMul\(float32\[2, 3\], float32\[2, 3\]\): 3 columns do not meet 2 rows$/],
    ['scales that are not one a channel', () => g.instanceNorm(image, x(2), x(3)), /one value for each channel/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(g.GraphError);
    expect(act).toThrow(message);
  }); // prettier-ignore

  it('a constant that is not as long as its shape', () => {
    expect(() => g.constant(Float32Array.of(1, 2), [3], 'bias')).toThrow(
      'constant bias has 2 values, but its shape [3] needs 3',
    );
  });
});
