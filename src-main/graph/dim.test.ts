/** Sizes that are known only at run time behave like the numbers they stand for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affine,
  dimText,
  divideDim,
  fixedShape,
  free,
  sameDim,
  sameShape,
  shapeText,
  sizeOf,
  type Dim,
} from './index.ts';

const integer = fc.integer({ min: -50, max: 50 });
const positive = fc.integer({ min: 1, max: 16 });

/** The number a dimension stands for when its symbol is `h`. */
const valueAt = (dim: Dim, h: number): number => (typeof dim === 'number' ? dim : dim.scale * h + dim.offset);

describe('a free dimension', () => {
  it('multiplied and shifted is what its numbers are, multiplied and shifted', () => {
    fc.assert(
      fc.property(positive, integer, integer, positive, (scale, factor, offset, h) => {
        const dim = free('h', scale);
        expect(valueAt(affine(dim, factor, offset), h)).toBe(valueAt(dim, h) * factor + offset);
        expect(affine(valueAt(dim, h), factor, offset)).toBe(valueAt(dim, h) * factor + offset);
      }),
    );
  });

  it('divided by what divides its scale is what its numbers are, divided and rounded down', () => {
    fc.assert(
      fc.property(positive, positive, integer, positive, (scale, divisor, offset, h) => {
        const dim = affine(free('h', scale * divisor), 1, offset);
        expect(valueAt(divideDim(dim, divisor), h)).toBe(Math.floor(valueAt(dim, h) / divisor));
        expect(divideDim(valueAt(dim, h), divisor)).toBe(Math.floor(valueAt(dim, h) / divisor));
      }),
    );
  });

  it('divided by anything else equals only what was divided in the same way', () => {
    const third = divideDim(free('h', 4), 3);
    expect(dimText(third)).toBe('floor((4h)/3)');
    expect(sameDim(third, divideDim(free('h', 4), 3))).toBe(true);
    expect(sameDim(third, divideDim(affine(free('h', 4), 1, 1), 3))).toBe(false);
    expect(dimText(divideDim(free('h', 4), 1))).toBe('4h');
  });

  it('is the same as another exactly if both are the same at every size', () => {
    const dims = fc.tuple(positive, integer).map(([scale, offset]) => affine(free('h', scale), 1, offset));
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        const equal = [1, 2, 7].every((h) => valueAt(a, h) === valueAt(b, h));
        expect(sameDim(a, b)).toBe(equal);
      }),
    );
    expect(sameDim(free('h'), free('w'))).toBe(false);
    expect(sameDim(free('h'), 1)).toBe(false);
  });

  it('is written as one would', () => {
    const shape: Dim[] = [1, free('h'), free('h', 4), affine(free('w', 2), 1, 1), affine(free('w'), 1, -3)];
    expect(shapeText(shape)).toBe('[1, h, 4h, 2w+1, w-3]');
    expect(sameShape(shape, [...shape])).toBe(true);
    expect(sameShape(shape, shape.slice(1))).toBe(false);
  });

  it('is refused by name where a number is needed', () => {
    expect(sizeOf([2, 3, 4])).toBe(24);
    expect(sizeOf([])).toBe(1);
    expect(() => sizeOf([2, free('h', 4)], 'the weight')).toThrow(
      'dimension 1 of the weight must be known when the graph is built, but is 4h',
    );
    expect(() => fixedShape([undefined as unknown as Dim], 'x')).toThrow('but is missing');
  });
});
