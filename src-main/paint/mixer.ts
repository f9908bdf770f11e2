/**
 * Two paintings of one frame as one picture, in a small graph of its own: for two styles whose weights
 * cannot be mixed (see mixedWeights.ts). Both networks run, each in the session it has for painting alone.
 */
import * as g from '../graph/index.ts';
import type { Session, TensorValue } from '../runtime/types.ts';
import { colourMatrix } from './colours.ts';
import { frameBytes, paintingShape, type FrameShape } from './painter.ts';
import { toBytes } from './pixels.ts';

/** The two paintings, the frame they were painted from, and how to put them together. */
export interface Mixture extends FrameShape {
  /** Laid out as the paintings are. */
  readonly frame: Uint8Array;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** 0 gives the first, 1 the second. */
  readonly amount: number;
  readonly strength: number;
  readonly keepColours: boolean;
}

/** The graph that {@link mix} runs. Its pixels stay as they lie: nothing here looks at a neighbour. */
export function mixingGraph(shape: FrameShape): Uint8Array {
  const { width, height, video } = shape;
  const [bytes, pixels] = [frameBytes(paintingShape(shape)), width * height];
  const rows = video ? [bytes] : [pixels, 4];
  const picture = (name: string): g.Tensor =>
    g.cast(g.reshape(g.input(name, [bytes], 'uint8'), rows), 'float32');
  const [frame, first, second] = [picture('frame'), picture('first'), picture('second')];
  const painting = g.add(first, g.mul(g.sub(second, first), g.input('amount', [])));
  const change = g.sub(painting, frame);
  const part = (from: number, to: number): g.Tensor => g.slice(change, [0], [from], [to]);
  const seen = video
    ? g.concat(
        [g.mul(part(0, pixels), g.input('luma', [])), g.mul(part(pixels, bytes), g.input('chroma', []))],
        0,
      )
    : g.matmul(change, g.input('colours', [4, 4]));
  return g.toOnnx({ painted: g.reshape(toBytes(g.add(frame, seen)), [bytes]) });
}

/** Mixes two paintings in a session of {@link mixingGraph} for their shape. */
export async function mix(session: Session, mixture: Mixture): Promise<Uint8Array> {
  const { video, frame, first, second, amount, strength, keepColours } = mixture;
  const picture = (data: Uint8Array): TensorValue => ({ dtype: 'uint8', dims: [data.length], data });
  const number = (value: number): TensorValue => ({
    dtype: 'float32',
    dims: [],
    data: Float32Array.of(value),
  });
  const colours = (): TensorValue => ({ dtype: 'float32', dims: [4, 4], data: withAlpha(colourMatrix(strength, keepColours)) }); // prettier-ignore
  const { painted } = await session.run({
    ...{ frame: picture(frame), first: picture(first), second: picture(second), amount: number(amount) },
    ...(video
      ? { luma: number(strength), chroma: number(keepColours ? 0 : strength) }
      : { colours: colours() }),
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
