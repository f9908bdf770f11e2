/** A loss network for tests. */
import { lossNetwork, type LossNetwork } from '../../nets/index.ts';
import { randomStream } from '../random.ts';

/** VGG-19's shape with random weights: enough to have a slope to go down. */
export function tinyLossNetwork(): LossNetwork {
  const random = randomStream(7);
  const widths = [3, 64, 64, 128, 128, 256, 256, 256, 256];
  let layer = 0;
  return lossNetwork((name) => {
    if (name.endsWith('/bias')) return { shape: [widths[layer]!], data: new Float32Array(widths[layer]!) };
    const from = widths[layer]!;
    const shape = [3, 3, from, widths[++layer]!];
    const spread = Math.sqrt(24 / (9 * from));
    return {
      shape,
      data: Float32Array.from({ length: 9 * from * shape[3]! }, () => (random() - 0.5) * spread),
    };
  });
}
