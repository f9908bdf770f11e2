/**
 * How each operator is read from an ONNX node: a row an operator, in the reverse of what `encode.ts`
 * writes, and what other writers of ONNX say in other words.
 */
import { sameShape, shapeText } from '../dim.ts';
import type { OperatorName } from '../operators/table.ts';
import { apply, type Attributes, type DType, type Tensor } from '../tensor.ts';
import { DataType } from './schema.ts';
import type { NodeReader } from './reader.ts';

type Read = (node: NodeReader) => Tensor;

/** All inputs, no attributes. */
const plain =
  (op: OperatorName): Read =>
  (node) =>
    apply(op, node.tensors());

/** The first inputs, and attributes from wherever they come. */
const withAttributes =
  (op: OperatorName, inputs: number, attributes: (node: NodeReader, x: Tensor) => Attributes): Read =>
  (node) => {
    const tensors = node.tensors(inputs);
    if (!tensors[0]) throw node.error('lacks its input 0');
    return apply(op, tensors, attributes(node, tensors[0]));
  };

/** Every axis of a tensor. */
const all = (x: Tensor): number[] => x.shape.map((_, axis) => axis);
const ones = (count: number): number[] => new Array<number>(count).fill(1);

function windowAttributes(node: NodeReader): { strides: number[]; pads: number[]; dilations: number[] } {
  return {
    strides: node.ints('strides') ?? ones(2),
    pads: pads(node),
    dilations: node.ints('dilations') ?? ones(2),
  };
}

/** Padding in numbers; `auto_pad` is another way to say it that only VALID makes plain. */
function pads(node: NodeReader): number[] {
  node.only('auto_pad', node.string('auto_pad', 'NOTSET'), ['NOTSET', 'VALID', '']);
  return node.ints('pads') ?? [0, 0, 0, 0];
}

/** The kernel's size is the weight's; where it is said twice, it must be the same. */
function checkKernel(node: NodeReader): void {
  const kernel = node.ints('kernel_shape');
  const weight = node.optional(1);
  if (kernel && weight && !sameShape(kernel, weight.shape.slice(2))) {
    throw node.error(`has kernel_shape [${kernel.join(', ')}], but its weight is ${shapeText(weight.shape)}`);
  }
}

/** Begins and ends of the borders of some axes, with none on the others. */
function onAllAxes(pads: readonly number[], axes: readonly number[] | undefined, rank: number): number[] {
  if (!axes) return [...pads];
  const whole = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    const at = axis < 0 ? axis + rank : axis;
    [whole[at], whole[at + rank]] = [pads[i] ?? NaN, pads[i + axes.length] ?? NaN];
  });
  return whole;
}

function reduction(op: 'ReduceSum' | 'ReduceMean'): Read {
  return withAttributes(op, 1, (node, x) => {
    const axes = node.list(1, 'axes') ?? [];
    const keepdims = node.int('keepdims', 1);
    // Without axes it is over all of them, unless the flag says that it is then over none.
    if (axes.length === 0) node.only('noop_with_empty_axes', node.int('noop_with_empty_axes', 0), [0]);
    else node.int('noop_with_empty_axes', 0);
    return { axes: axes.length > 0 ? axes : all(x), keepdims };
  });
}

/**
 * Factors by which pixels are repeated, or the size between whose pixels values are taken. For whole factors, some of
 * ONNX's ways to choose the nearest pixel are the same as ours; the others are refused.
 */
function resize(node: NodeReader): Read {
  const old = node.optional(2) === undefined && node.optional(3) === undefined;
  const scalesAt = old ? 1 : 2;
  const mode = node.string('mode', 'nearest');
  node.only('mode', mode, ['nearest', 'linear']);
  const place = node.string('coordinate_transformation_mode', old ? 'asymmetric' : 'half_pixel');
  const nearest = node.string('nearest_mode', old ? 'floor' : 'round_prefer_floor');
  // These speak of other modes, of sizes, or of what lies outside of the picture.
  for (const name of ['cubic_coeff_a', 'exclude_outside', 'extrapolation_value']) node.raw(name);
  if (!old) node.optional(1);
  node.only('antialias', node.int('antialias', 0), [0]);
  const policy = node.string('keep_aspect_ratio_policy', 'stretch');
  return withAttributes('Resize', 1, (_, x) => {
    const sizes = node.constant(3, 'sizes');
    // It is about sizes alone.
    if (sizes) node.only('keep_aspect_ratio_policy', policy, ['stretch']);
    if (mode === 'linear') {
      if (place !== 'half_pixel' || sizes?.length !== 4) throw node.error(`resizes in the mode linear, ${place}, which can be used to fixed sizes, half_pixel, only`); // prettier-ignore
      return { sizes: sizes.slice(2) };
    }
    const scales = sizes
      ? sizes.map((size, axis) => size / Number(x.shape[axis]))
      : (node.constant(scalesAt, 'scales') ?? node.floats('scales') ?? []);
    const widest = Math.max(...scales, 1);
    const same =
      (place === 'asymmetric' &&
        (nearest === 'floor' || (nearest === 'round_prefer_floor' && widest <= 2))) ||
      (/^(pytorch_)?half_pixel$/.test(place) && nearest.startsWith('round_prefer_'));
    if (!same) throw node.error(`resizes in the mode ${place}, ${nearest}, which cannot be used`);
    return { scales };
  });
}

const DTYPES = new Map<number, DType>(
  Object.entries(DataType).map(([name, code]) => [code, name as keyof typeof DataType]),
);

/** How to read a node of each operator. `Upsample` is what ONNX called Resize before operator set 10. */
export const READERS: Readonly<Record<OperatorName | 'Upsample', Read>> = {
  Add: plain('Add'),
  Sub: plain('Sub'),
  Mul: plain('Mul'),
  Div: plain('Div'),
  Min: plain('Min'),
  Max: plain('Max'),
  Neg: plain('Neg'),
  Abs: plain('Abs'),
  Sign: plain('Sign'),
  Sqrt: plain('Sqrt'),
  Sin: plain('Sin'),
  Relu: plain('Relu'),
  Tanh: plain('Tanh'),
  Sigmoid: plain('Sigmoid'),
  MatMul: plain('MatMul'),
  Cast: withAttributes('Cast', 1, (node) => {
    const to = DTYPES.get(node.int('to', 0));
    if (to === undefined) throw node.error('casts to an element type that cannot be used');
    return { to };
  }),
  Conv: (node) => {
    checkKernel(node);
    const group = node.int('group', 1);
    return apply('Conv', node.tensors(), { ...windowAttributes(node), ...(group !== 1 && { group }) });
  },
  ConvTranspose: (node) => {
    checkKernel(node);
    // Its size as a whole is another way to say the padding.
    if (node.raw('output_shape')) throw node.error('has the attribute output_shape, which cannot be used');
    node.only('group', node.int('group', 1), [1]);
    const output_padding = node.ints('output_padding') ?? [0, 0];
    return apply('ConvTranspose', node.tensors(), { ...windowAttributes(node), output_padding });
  },
  AveragePool: withAttributes('AveragePool', 1, (node) => {
    node.only('padding', pads(node).join(), ['0,0,0,0']);
    node.only('ceil_mode', node.int('ceil_mode', 0), [0]);
    node.only('dilations', (node.ints('dilations') ?? ones(2)).join(), ['1,1']);
    // It is about padding, of which there is none.
    node.raw('count_include_pad');
    return { kernel_shape: node.ints('kernel_shape') ?? [], strides: node.ints('strides') ?? ones(2) };
  }),
  Resize: (node) => resize(node)(node),
  Upsample: (node) => resize(node)(node),
  Reshape: withAttributes('Reshape', 1, (node, x) => {
    node.only('allowzero', node.int('allowzero', 0), [0]);
    const shape = (node.list(1, 'shape') ?? []).map((dim, axis) => {
      // A zero keeps the dimension that is there.
      const kept = dim === 0 ? x.shape[axis] : dim;
      if (typeof kept !== 'number') throw node.error('keeps a dimension that is not known');
      return kept;
    });
    return { shape };
  }),
  Expand: withAttributes('Expand', 1, (node) => ({ shape: node.list(1, 'shape') ?? [] })),
  Transpose: withAttributes('Transpose', 1, (node, x) => ({ perm: node.ints('perm') ?? all(x).reverse() })),
  Concat: (node) => {
    const tensors = node.tensors();
    const axis = node.int('axis', 0);
    return apply('Concat', tensors, { axis: axis < 0 ? axis + (tensors[0]?.shape.length ?? 0) : axis });
  },
  Slice: withAttributes('Slice', 1, (node) => {
    const [starts, ends] = [node.list(1, 'starts') ?? [], node.list(2, 'ends') ?? []];
    const axes = node.list(3, 'axes') ?? starts.map((_, i) => i);
    return { axes, starts, ends, steps: node.list(4, 'steps') ?? ones(axes.length) };
  }),
  Pad: withAttributes('Pad', 1, (node, x) => {
    const list = onAllAxes(node.list(1, 'pads') ?? [], node.constant(3, 'axes'), x.shape.length);
    const value = (node.constant(2, 'constant value') ?? [node.float('value', 0)])[0] ?? 0;
    node.only('constant value', value, [0]);
    return { pads: list, mode: node.string('mode', 'constant') };
  }),
  SpaceToDepth: withAttributes('SpaceToDepth', 1, (node) => ({ blocksize: node.int('blocksize', 0) })),
  DepthToSpace: withAttributes('DepthToSpace', 1, (node) => ({
    blocksize: node.int('blocksize', 0),
    mode: node.string('mode', 'DCR'),
  })),
  ReduceSum: reduction('ReduceSum'),
  ReduceMean: reduction('ReduceMean'),
  CumSum: withAttributes('CumSum', 1, (node, x) => {
    node.only('exclusive', node.int('exclusive', 0), [0]);
    const axis = node.list(1, 'axis')?.[0] ?? 0;
    return { axis: [axis < 0 ? axis + x.shape.length : axis], reverse: node.int('reverse', 0) };
  }),
  InstanceNormalization: (node) =>
    apply('InstanceNormalization', node.tensors(), { epsilon: node.float('epsilon', 1e-5) }),
};
