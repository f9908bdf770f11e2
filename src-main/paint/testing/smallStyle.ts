/** A style of ours in small, whose shaders a software device compiles in seconds. Used by tests only. */
import { add, constant, conv, free, input, mul, pad2d, toOnnx } from '../../graph/index.ts';
import type { StyleModel } from '../painter.ts';

/** Weighs each pixel with its neighbours; styles of other seeds weigh otherwise. */
export function smallStyle(id: string, seed: number): StyleModel {
  const picture = pad2d(input('x', [1, 3, free('h'), free('w')]), [1, 1, 1, 1], 'reflect');
  const weight = constant(Float32Array.from({ length: 81 }, (_, i) => Math.sin(i + seed) / 6), [3, 3, 3, 3]); // prettier-ignore
  const bytes = toOnnx({ y: add(mul(conv(picture, weight), 1), 128) }, { metadata: { 'pastiche.multiple': '4' } }); // prettier-ignore
  return { id, bytes };
}
