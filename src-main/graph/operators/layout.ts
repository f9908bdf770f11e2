/** Operators that only move elements. */
import * as g from '../build.ts';
import { affine, divideDim, dimText, fixedDim, sameDim, sizeOf, type Dim } from '../dim.ts';
import type { Tensor } from '../tensor.ts';
import { arity, axesOf, floats, ints, num, sizes, word, type Operator } from './rule.ts';

type Name = 'Reshape' | 'Expand' | 'Transpose' | 'Concat' | 'Slice' | 'Pad' | 'SpaceToDepth' | 'DepthToSpace';

/** Brings a slice's bound into the range that steps of its sign can reach. */
function bound(index: number, size: number, step: number): number {
  const from = index < 0 ? index + size : index;
  return step > 0 ? Math.min(Math.max(from, 0), size) : Math.min(Math.max(from, -1), size - 1);
}

/** First element, count and step of a slice along one axis of fixed size. */
function range(size: number, start: number, end: number, step: number): { start: number; count: number } {
  const [first, last] = [bound(start, size, step), bound(end, size, step)];
  return { start: first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

/** Size of a slice of a free axis: only whole steps of 1 from a begin to an end counted from the end. */
function freeRange(dim: Dim, start: number, end: number, step: number): Dim {
  if (step !== 1 || start < 0 || (end >= 0 && end !== g.TO_END)) {
    throw new Error(`an axis of free size ${dimText(dim)} can only be cropped`);
  }
  return affine(dim, 1, -start + (end === g.TO_END ? 0 : end));
}

/** The adjoint of reflection along one axis: what was mirrored out is folded back in. */
function foldReflection(dy: Tensor, axis: number, before: number, after: number): Tensor {
  const size = fixedDim(dy.shape[axis], 'a padded axis') - before - after;
  const put = (strip: Tensor, at: number): Tensor => {
    const pads = new Array<number>(dy.shape.length * 2).fill(0);
    pads[axis] = at;
    pads[axis + dy.shape.length] = size - at - fixedDim(strip.shape[axis], 'a strip');
    return g.pad(strip, pads);
  };
  const strip = (from: number, to: number): Tensor => g.flip(g.slice(dy, [axis], [from], [to]), [axis]);
  let folded = g.slice(dy, [axis], [before], [before + size]);
  if (before > 0) folded = g.add(folded, put(strip(0, before), 1));
  if (after > 0) folded = g.add(folded, put(strip(before + size, before + size + after), size - 1 - after));
  return folded;
}

/** Edge of the squares of pixels that become channels, or the other way round. */
function block(attributes: Tensor['attributes']): number {
  const size = num(attributes, 'blocksize');
  if (!Number.isInteger(size) || size < 1) throw new Error(`blocksize must be a whole number, is ${size}`);
  return size;
}

export const layout: Record<Name, Operator> = {
  Reshape: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const size = sizeOf(inputs[0]!.shape, 'a reshaped tensor');
      const shape = ints(attributes, 'shape');
      const known = shape.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);
      const wild = shape.length - shape.filter((dim) => dim !== -1).length;
      if (shape.some((dim) => dim < -1) || wild > 1 || (wild === 1 ? size % known !== 0 : size !== known)) {
        throw new Error(`${size} elements do not fit the shape [${shape.join(', ')}]`);
      }
      return { dtype: inputs[0]!.dtype, shape: shape.map((dim) => (dim === -1 ? size / known : dim)) };
    },
    gradient: (node, dy) => [g.reshape(dy, node.inputs[0]!.shape as number[])],
  },

  /** Repeats axes of 1 up to a fixed shape of the same rank. */
  Expand: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const shape = ints(attributes, 'shape');
      const from = inputs[0]!.shape;
      if (from.length !== shape.length || !from.every((dim, axis) => dim === 1 || dim === shape[axis])) {
        throw new Error(`does not expand to [${shape.join(', ')}]`);
      }
      return { dtype: inputs[0]!.dtype, shape };
    },
    gradient: (node, dy) => [g.unbroadcast(dy, node.inputs[0]!.shape)],
  },

  Transpose: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const perm = ints(attributes, 'perm');
      const { shape, dtype } = inputs[0]!;
      if ([...perm].sort((a, b) => a - b).join() !== shape.map((_, axis) => axis).join()) {
        throw new Error(`perm [${perm.join(', ')}] must name each of ${shape.length} axes once`);
      }
      return { dtype, shape: perm.map((axis) => shape[axis]!) };
    },
    gradient(node, dy) {
      const perm = ints(node.attributes, 'perm');
      return [g.transpose(dy, perm.map((_, axis) => perm.indexOf(axis)))]; // prettier-ignore
    },
  },

  Concat: {
    infer(inputs, attributes) {
      const first = inputs[0];
      if (!first) throw new Error('needs at least one input');
      const axis = num(attributes, 'axis');
      for (const other of inputs) {
        const fits = other.dtype === first.dtype && other.shape.length === first.shape.length;
        if (!fits || !other.shape.every((dim, i) => i === axis || sameDim(dim, first.shape[i]!))) {
          throw new Error(`inputs must agree in all axes but ${axis}`);
        }
      }
      const total = inputs.reduce(
        (length, part) => length + fixedDim(part.shape[axis], 'the joined axis'),
        0,
      );
      return { dtype: first.dtype, shape: first.shape.map((dim, i) => (i === axis ? total : dim)) };
    },
    gradient(node, dy, wanted) {
      const axis = num(node.attributes, 'axis');
      let from = 0;
      return node.inputs.map((part, i) => {
        const start = from;
        from += fixedDim(part.shape[axis], 'the joined axis');
        return wanted[i] ? g.slice(dy, [axis], [start], [from]) : null;
      });
    },
  },

  Slice: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const { shape, dtype } = inputs[0]!;
      const [starts, ends, steps] = [
        ints(attributes, 'starts'),
        ints(attributes, 'ends'),
        ints(attributes, 'steps'),
      ];
      const axes = axesOf(attributes, shape.length);
      if ([starts, ends, steps].some((list) => list.length !== axes.length)) {
        throw new Error('starts, ends and steps must be as many as axes');
      }
      const out = [...shape];
      axes.forEach((axis, i) => {
        const dim = shape[axis]!;
        const [start, end, step] = [starts[i]!, ends[i]!, steps[i]!];
        if (!step) throw new Error('steps must not be 0');
        out[axis] =
          typeof dim === 'number' ? range(dim, start, end, step).count : freeRange(dim, start, end, step);
      });
      return { dtype, shape: out };
    },
    /** For steps of 1 (zeros around) and -1 over the whole axis (the same reversal). */
    gradient(node, dy) {
      const x = node.inputs[0]!;
      const rank = x.shape.length;
      const [starts, ends, steps] = [ints(node.attributes, 'starts'), ints(node.attributes, 'ends'), ints(node.attributes, 'steps')]; // prettier-ignore
      const pads = new Array<number>(rank * 2).fill(0);
      const reversed: number[] = [];
      axesOf(node.attributes, rank).forEach((axis, i) => {
        const size = fixedDim(x.shape[axis], 'a sliced axis');
        const { start, count } = range(size, starts[i]!, ends[i]!, steps[i]!);
        if (steps[i] === -1 && count === size) reversed.push(axis);
        else if (steps[i] !== 1)
          throw new Error('Slice can be differentiated only with steps of 1, or as a reversal');
        else [pads[axis], pads[axis + rank]] = [start, size - start - count];
      });
      const back = reversed.length > 0 ? g.flip(dy, reversed) : dy;
      return [pads.some((p) => p > 0) ? g.pad(back, pads) : back];
    },
  },

  Pad: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const mode = word(attributes, 'mode', ['constant', 'reflect', 'edge']);
      // Zeros are put beside numbers; what is there already may be repeated whatever it is.
      const { shape, dtype } = mode === 'constant' ? floats(inputs, 0) : inputs[0]!;
      // A begin for every axis, then an end for every axis.
      const pads = sizes(attributes, 'pads', shape.length * 2, 0);
      shape.forEach((dim, axis) => {
        const widest = Math.max(pads[axis]!, pads[axis + shape.length]!);
        if (mode === 'reflect' && typeof dim === 'number' && widest >= dim) {
          throw new Error(`cannot reflect ${widest} elements of an axis of ${dim}`);
        }
      });
      return {
        dtype,
        shape: shape.map((dim, axis) => affine(dim, 1, pads[axis]! + pads[axis + shape.length]!)),
      };
    },
    gradient(node, dy) {
      const pads = ints(node.attributes, 'pads');
      const rank = node.shape.length;
      const mode = word(node.attributes, 'mode', ['constant', 'reflect', 'edge']);
      if (mode === 'edge') throw new Error('Pad with mode edge has no gradient rule');
      let gradient = dy;
      for (let axis = 0; axis < rank; axis++) {
        const [before, after] = [pads[axis]!, pads[axis + rank]!];
        if (before === 0 && after === 0) continue;
        const size = fixedDim(gradient.shape[axis], 'a padded axis');
        gradient =
          mode === 'reflect'
            ? foldReflection(gradient, axis, before, after)
            : g.slice(gradient, [axis], [before], [size - after]);
      }
      return [gradient];
    },
  },

  SpaceToDepth: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const { shape } = floats(inputs, 0, 4);
      const b = block(attributes);
      for (const dim of [shape[2]!, shape[3]!]) {
        const whole = typeof dim === 'number' ? dim % b === 0 : dim.scale % b === 0 && dim.offset % b === 0;
        if (!whole) throw new Error(`${dimText(dim)} is not a multiple of ${b}`);
      }
      const channels = fixedDim(shape[1], 'channels') * b * b;
      return {
        dtype: 'float32',
        shape: [shape[0]!, channels, divideDim(shape[2]!, b), divideDim(shape[3]!, b)],
      };
    },
    gradient: (node, dy) => [g.depthToSpace(dy, num(node.attributes, 'blocksize'))],
  },

  DepthToSpace: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const { shape } = floats(inputs, 0, 4);
      const b = block(attributes);
      word(attributes, 'mode', ['DCR']);
      const channels = fixedDim(shape[1], 'channels') / (b * b);
      if (!Number.isInteger(channels)) throw new Error(`channels are not a multiple of ${b * b}`);
      return {
        dtype: 'float32',
        shape: [shape[0]!, channels, affine(shape[2]!, b, 0), affine(shape[3]!, b, 0)],
      };
    },
    gradient: (node, dy) => [g.spaceToDepth(dy, num(node.attributes, 'blocksize'))],
  },
};
