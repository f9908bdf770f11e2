/**
 * Two paintings of one frame as one picture, in a small graph of its own: for two styles whose weights
 * cannot be mixed (see mixedWeights.ts). Both networks run, each in the session it has for painting alone.
 */
import * as g from '../graph/index.ts';
import type { Session, TensorValue } from '../runtime/types.ts';
import { colourMatrix } from './colours.ts';
import type { FrameSize } from './painter.ts';
import { toBytes } from './pixels.ts';

/** The two paintings, the frame they were painted from, and how to put them together. */
export interface Mixture extends FrameSize {
  readonly frame: Uint8Array;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** 0 gives the first, 1 the second. */
  readonly amount: number;
  readonly strength: number;
  readonly keepColours: boolean;
}

/** The graph that {@link mix} runs. Its pixels stay interleaved: nothing here looks at a neighbour. */
export function mixingGraph({ width, height }: FrameSize): Uint8Array {
  const pixels = (name: string): g.Tensor =>
    g.cast(g.reshape(g.input(name, [height, width, 4], 'uint8'), [height * width, 4]), 'float32');
  const [frame, first, second] = [pixels('frame'), pixels('first'), pixels('second')];
  const painting = g.add(first, g.mul(g.sub(second, first), g.input('amount', [])));
  const shown = g.add(frame, g.matmul(g.sub(painting, frame), g.input('colours', [4, 4])));
  return g.toOnnx({ painted: g.reshape(toBytes(shown), [height, width, 4]) });
}

/** Mixes two paintings in a session of {@link mixingGraph} for their size. */
export async function mix(session: Session, mixture: Mixture): Promise<Uint8Array> {
  const { width, height, frame, first, second, amount, strength, keepColours } = mixture;
  const picture = (data: Uint8Array): TensorValue => ({ dtype: 'uint8', dims: [height, width, 4], data });
  const { painted } = await session.run({
    frame: picture(frame),
    first: picture(first),
    second: picture(second),
    amount: { dtype: 'float32', dims: [], data: Float32Array.of(amount) },
    colours: { dtype: 'float32', dims: [4, 4], data: withAlpha(colourMatrix(strength, keepColours)) },
  });
  return painted!.data as Uint8Array;
}

/** The matrix for rows of RGBA instead of columns of RGB. Alpha is the paintings' own, which is 255. */
function withAlpha(colours: Float32Array): Float32Array {
  const matrix = new Float32Array(16);
  for (let to = 0; to < 3; to++) {
    for (let from = 0; from < 3; from++) matrix[from * 4 + to] = colours[to * 3 + from]!;
  }
  matrix[15] = 1;
  return matrix;
}
