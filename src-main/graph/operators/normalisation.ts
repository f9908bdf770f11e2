/** Instance normalisation (Ulyanov et al. 2016a). */
import * as g from '../build.ts';
import { fixedDim, sameDim } from '../dim.ts';
import { arity, floats, num, type Operator } from './rule.ts';

export const normalisation: Record<'InstanceNormalization', Operator> = {
  InstanceNormalization: {
    infer(inputs) {
      arity(inputs, 3);
      const x = floats(inputs, 0, 4);
      for (const i of [1, 2]) {
        if (!sameDim(floats(inputs, i, 1).shape[0]!, x.shape[1]!)) {
          throw new Error('scale and bias must have one value for each channel');
        }
      }
      return { dtype: 'float32', shape: x.shape };
    },
    /** With x̂ the normalised input: dx = scale/σ · (dy - mean(dy) - x̂ · mean(dy · x̂)), means over the picture. */
    gradient(node, dy, wanted) {
      const [x, scale] = [node.inputs[0]!, node.inputs[1]!];
      const channels = fixedDim(x.shape[1], 'channels');
      const centred = g.sub(x, g.mean(x, [2, 3], true));
      const variance = g.mean(g.square(centred), [2, 3], true);
      const sigma = g.sqrt(g.add(variance, num(node.attributes, 'epsilon', 1e-5)));
      const normalised = g.div(centred, sigma);
      const product = g.mul(dy, normalised);
      const dx = (): ReturnType<typeof g.mul> => {
        const inner = g.sub(
          g.sub(dy, g.mean(dy, [2, 3], true)),
          g.mul(normalised, g.mean(product, [2, 3], true)),
        );
        return g.mul(inner, g.div(g.reshape(scale, [1, channels, 1, 1]), sigma));
      };
      return [
        wanted[0] ? dx() : null,
        wanted[1] ? g.sum(product, [0, 2, 3]) : null,
        wanted[2] ? g.sum(dy, [0, 2, 3]) : null,
      ];
    },
  },
};
