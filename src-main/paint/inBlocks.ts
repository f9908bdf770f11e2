/**
 * A style wrapped for one size of frames, as `wrap.ts` does, but written so that a processor is quick at it: with all
 * that depends on the size alone computed beforehand, and with channels in ONNX Runtime's blocks (graph/onnx/blocked).
 * A frame of `swift` then takes a quarter less (docs/benchmarks.md, *Blocks*).
 */
import * as g from '../graph/index.ts';
import { valueInfo } from '../graph/onnx/encode.ts';
import { workingSize, type Ends, type Pair } from './ends.ts';
import type { FrameShape, FrameSize } from './painter.ts';
import { pixelsFor, planesOf } from './video.ts';
import { isOwnVideo, readAsVideo } from './videoInBlocks.ts';
import { inFours, type Shown } from './fours.ts';
import { inSixes, sixesOf } from './inSixes.ts';
import { fit, givenBack, mix, unfit, WRAPPED } from './wrap.ts';

/** Outputs between which is chosen: the painting alone, the painting mixed with its frame, and how far `colours` is from {@link IDENTITY} (0: alone). */
const [WHOLE, MIXED, HOW_FAR] = ['pastiche_whole', 'pastiche_mixed', 'pastiche_how_far'];
/** With it as `colours` the painting covers its frame. */
const IDENTITY = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/** What is fed with each frame; a model may have been given others, which come before. */
const FED: ReadonlySet<string> = new Set([WRAPPED.frame, WRAPPED.colours]);
const isKnown = ({ name }: g.Tensor): boolean => !FED.has(name ?? '');

/** What is rewritten for blocks, in this order. */
const RULES: readonly g.Rule[] = [g.knownZeros, g.knownChannelsApart(isKnown), g.smallBeforeRepeated, g.mixtureFirst, g.eachApart, g.padBytes]; // prettier-ignore

/**
 * The wrapped style with channels in blocks of `block`, and before it what follows from the model's further inputs alone; null
 * where the model holds what we cannot read, or sizes that are not known: it is then wrapped as it is.
 */
export function wrapInBlocks(
  model: g.ModelProto,
  ends: Ends,
  gain: Pair,
  size: FrameShape,
  block: number,
): g.Split | null {
  // Other video would be cut and scaled first, colour by colour.
  if (size.video && !isOwnVideo(size)) return null;
  try {
    const shown = painted(model, ends, gain, size);
    const outputs = 'whole' in shown ? { [WHOLE]: shown.whole, [MIXED]: shown.mixed, [HOW_FAR]: shown.howFar } : { [WRAPPED.painted]: shown }; // prettier-ignore
    const { before, main } = g.split(g.toBlocks(outputs, block, isKnown), FED);
    const choice = { condition: HOW_FAR, whenZero: WHOLE, otherwise: MIXED };
    return { before, main: 'whole' in shown ? g.choose(main, choice, WRAPPED.painted) : main };
  } catch (error) {
    // Models from elsewhere may hold anything; ONNX Runtime knows more operators than we do.
    if (error instanceof g.OnnxError || error instanceof g.GraphError || error instanceof RangeError)
      return null;
    throw error;
  }
}

function painted(
  model: g.ModelProto,
  ends: Ends,
  gain: Pair,
  size: FrameShape,
): g.Tensor | (Shown & { howFar: g.Tensor }) {
  const working = workingSize(ends, size);
  // With its picture of one size, the sizes of everything in it are known.
  const { inputs, outputs } = g.fromOnnx(ofSize(model, ends.input, working));
  const given = inputs.find(({ name }) => name === ends.input)!;
  const pixels = pixelsFor('bytes', size);
  const frame = g.input(WRAPPED.frame, ...pixels.type(size));
  const colours = g.input(WRAPPED.colours, [3, 3]);
  const seen = pixels.planes(frame, size);
  const planes = isOwnVideo(size) ? { ...planesOf(frame, size.video), video: size.video } : null;
  const picture = fit(seen, ends, size, working);
  const [sized] = g.rewrite([outputs[ends.output]!], (tensor) => (tensor === given ? picture : tensor)) as [g.Tensor]; // prettier-ignore
  const expected = givenBack(ends, gain, working);
  if (!g.sameShape(sized.shape, [1, 3, expected.height, expected.width]))
    throw new g.GraphError('its painting is not of the size it was seen to be');
  const visible = unfit(sized, ends, gain, size);
  const sixes = planes && sixesOf(visible, planes.video);
  const rules = planes ? [readAsVideo(seen, planes, planes.video), ...RULES] : RULES;
  const [made] = rules.reduce<readonly g.Tensor[]>(
    (so, rule) => g.rewrite(so, rule),
    [sixes?.six ?? visible],
  ) as [g.Tensor];
  const ofVideo = sixes && inSixes({ ...sixes, six: made }, planes, colours, planes.video);
  const quick = planes ? ofVideo : inFours(made, frame, colours, size);
  // Usually nothing of the frame shows, and mixing the two, a twentieth of a frame's time, is left out.
  if (quick) return { ...quick, howFar: g.sum(g.abs(g.sub(colours, g.constant(IDENTITY, [3, 3])))) };
  return pixels.interleave(mix(seen, made, colours, size), size);
}

/** The model for pictures of one size; its other inputs are weights, and stay as they are. */
function ofSize(model: g.ModelProto, picture: string, size: FrameSize): g.ModelProto {
  const sized = valueInfo(picture, 'float32', [1, 3, size.height, size.width]);
  const input = model.graph.input.map((each) => (each.name === picture ? sized : each));
  return { ...model, graph: { ...model.graph, input } };
}
