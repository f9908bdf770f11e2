/**
 * How long a graphics card itself paints: frames come from its own memory and stay there, and only the last one
 * is read back. What is missing to the ordinary figure is the way of a frame's bytes to the card and back.
 */
import * as ort from 'onnxruntime-node';
import * as g from '../../src-main/graph/index.ts';
import { percentile, type Timing } from '../../src-main/measure/measure.ts';
import { colourMatrix } from '../../src-main/paint/colours.ts';
import { readEnds } from '../../src-main/paint/ends.ts';
import type { FrameSize, StyleModel } from '../../src-main/paint/painter.ts';
import { bytesOf } from '../../src-main/paint/pixels.ts';
import { pixelsFor } from '../../src-main/paint/video.ts';
import { WRAPPED, wrapStyle } from '../../src-main/paint/wrap.ts';
import type { Device } from '../../src-main/runtime/types.ts';
import { fail } from '../lib/cli.ts';

/** What was measured, and the last frame's bytes. */
export interface OnDevice extends Timing {
  readonly painted: Uint8Array;
}

/** Frames are let go in such lots: a card has little room for pictures that nobody looks at. */
const LOT = 8;

/**
 * Milliseconds a frame of a style of ours takes WebGPU's card alone: the median and the 95th percentile of
 * `repeats` runs of `frames` frames each, after one of warming up.
 */
export async function measureOnDevice(
  device: Device,
  style: StyleModel,
  size: FrameSize & { readonly pixels: Uint8Array },
  { frames, repeats }: { readonly frames: number; readonly repeats: number },
): Promise<OnDevice> {
  if (device.id !== 'webgpu') fail('frames are kept on the card by WebGPU only');
  const model = g.decodeModel(style.bytes);
  const ends = readEnds(model);
  const wrapped = wrapStyle(model, ends, ends.gain ?? { width: 0, height: 0 }, size, 'words');
  const graph = (await device.prefersFloat16?.()) ? g.toFloat16(wrapped) : wrapped;
  const [network, toCard, fromCard] = await Promise.all([
    open(graph, 'gpu-buffer'),
    open(passing(size), 'gpu-buffer'),
    open(passing(size), 'cpu'),
  ]);
  const { data, dims } = pixelsFor('words', size).value(size.pixels, size);
  const given = (await toCard.run({ x: new ort.Tensor('uint32', data as Uint32Array, dims) }))['y']!;
  const feeds = {
    [WRAPPED.frame]: given,
    [WRAPPED.colours]: new ort.Tensor('float32', colourMatrix(1, false), [3, 3]),
  };
  const times: number[] = [];
  let last: ort.Tensor | undefined;
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const lot: ort.Tensor[] = [];
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      if (lot.length === LOT) for (const old of lot.splice(0)) old.dispose();
      lot.push((await network.run(feeds))[WRAPPED.painted]!);
    }
    // A card works on while it is given more: it has finished when its last frame can be read.
    last = (await fromCard.run({ x: lot.at(-1)! }))['y']!;
    if (repeat > 0) times.push((performance.now() - started) / frames);
    for (const old of lot) old.dispose();
  }
  for (const session of [network, toCard, fromCard]) await session.release();
  const painted = bytesOf({ data: last!.data as Uint32Array });
  return { median: percentile(times, 0.5), p95: percentile(times, 0.95), painted };
}

function open(model: Uint8Array, location: 'cpu' | 'gpu-buffer'): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: ['webgpu'],
    preferredOutputLocation: location,
    logSeverityLevel: 3,
  });
}

/** Gives a picture of words as it takes it. */
function passing({ width, height }: FrameSize): Uint8Array {
  return g.toOnnx({ y: g.add(g.input('x', [height, width], 'uint32'), g.constant(Uint32Array.of(0), [1])) });
}
