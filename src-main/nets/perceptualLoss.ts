/**
 * The perceptual loss of Johnson et al. 2016 (section 3.2): content loss + style loss + total variation.
 * Content and style loss are divided by their target's own energy, so that one set of weights suits every painting.
 */
import {
  abs, add, averagePool, div, fixedShape, max, mean, mul, scalar, slice, square, sub, sum, TO_END, type Tensor,
} from '../graph/index.ts'; // prettier-ignore
import { gramMatrix, gramsByParts, showsStrokes, strokeGram } from './gram.ts';
import { lossFeatures, type LossLayer, type LossNetwork } from './lossNetwork.ts';

/** What the losses look at, and how much each counts. */
export interface LossSettings {
  readonly contentLayers: readonly LossLayer[];
  readonly styleLayers: readonly LossLayer[];
  /** Levels of the pyramid the style is compared at, by how often the picture is halved: 0 is full size. */
  readonly styleScales: readonly number[];
  /** Over about how many pictures, one after the other, the style is compared: see {@link Together}. 1: each by itself, as in the paper. */
  readonly stylePictures: number;
  /** How much the strokes in each part of each picture count in the style loss, beside all of the style: see {@link strokeGram}. */
  readonly strokes: number;
  readonly contentWeight: number;
  readonly styleWeight: number;
  readonly tvWeight: number;
}

/** Found by looking: see docs/training.md. */
export const DEFAULT_LOSS: LossSettings = {
  contentLayers: ['relu2_2', 'relu3_2'],
  styleLayers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
  styleScales: [0, 1, 2],
  stylePictures: 8,
  strokes: 0.1,
  contentWeight: 1,
  styleWeight: 12,
  tvWeight: 3e-3,
};

/** Scalars of one batch; `total` is the weighted sum, the others are unweighted. The strokes are in `style`, by their own weight. */
export interface Losses {
  readonly total: Tensor;
  readonly content: Tensor;
  readonly style: Tensor;
  readonly tv: Tensor;
  /** What is to be minimised: `total`, but for the weight of a style that is compared over many pictures. */
  readonly objective: Tensor;
  /** Gram matrices of the style: of each picture, or (1, C, C) of all that count together. */
  readonly grams: readonly Tensor[];
}

/**
 * The style of several pictures compared as one: a running mean of their Gram matrices, from which older ones fade. A bright picture
 * may then be all sky, and a dark one all shadow. Compared by itself, each picture would have to hold the painting's colours in the
 * painting's shares, and gets them as blots wherever there is room, faces first.
 */
export interface Together {
  /** The mean until now, (1, C, C) for each scale and layer; undefined where this batch is all. */
  readonly before: readonly Tensor[] | undefined;
  /** How much of the mean this batch is: a number in (0, 1]. */
  readonly share: Tensor;
}

/** A painting's strokes count as at least so much of all that a layer sees of it: one without any must not ask for nothing else. */
const LEAST_STROKES = 0.05;

/** Keeps a division by a target's energy finite where the target is all but black. */
const TINY = 1e-8;

/** What a layer sees of a picture that was halved so often, and whether its strokes count. */
interface StyleFeatures {
  readonly layer: LossLayer;
  readonly halvings: number;
  readonly features: Tensor;
  readonly inStrokes: boolean;
}

/** Features at each scale and style layer, scales outermost. */
function styleFeatures(
  network: LossNetwork,
  picture: Tensor,
  { styleScales, styleLayers, strokes }: LossSettings,
  atFull?: (layer: LossLayer) => Tensor,
): StyleFeatures[] {
  return styleScales.flatMap((halvings) => {
    const known = halvings === 0 ? atFull : undefined;
    const all = known
      ? styleLayers.map(known)
      : lossFeatures(network, downsampled(picture, halvings), styleLayers);
    return styleLayers.map((layer, i) => {
      const inStrokes = strokes > 0 && showsStrokes(layer, halvings);
      return { layer, halvings, features: all[i]!, inStrokes };
    });
  });
}

/** As many of {@link styleGrams} are of all of the style, and those after them of the strokes. */
export function wholeGrams({ styleScales, styleLayers }: LossSettings): number {
  return styleScales.length * styleLayers.length;
}

/**
 * The Gram matrices (N, C, C) of a picture (N, 3, H, W), RGB 0-255, at each scale and style layer, scales outermost; then, where
 * strokes count, those of its strokes.
 */
export function styleGrams(network: LossNetwork, picture: Tensor, settings: LossSettings): Tensor[] {
  const features = styleFeatures(network, picture, settings);
  return [
    ...features.map(({ features }) => gramMatrix(features)),
    ...features
      .filter(({ inStrokes }) => inStrokes)
      .map(({ layer, halvings, features }) => strokeGram(features, layer, halvings)),
  ];
}

/**
 * The losses of a stylised picture against the content picture it was made from, both (N, 3, H, W), RGB 0-255,
 * and against the style targets: the painting's {@link styleGrams}, (1, C, C) each.
 * @throws {Error} when there are not as many targets as the settings have scales and layers.
 */
export function perceptualLoss(
  network: LossNetwork,
  content: Tensor,
  stylised: Tensor,
  styleTargets: readonly Tensor[],
  settings: LossSettings,
  together?: Together,
): Losses {
  const contentTargets = lossFeatures(network, content, settings.contentLayers);
  return lossesAgainst(network, contentTargets, stylised, styleTargets, settings, together);
}

/** The same against content targets that are known already: the content picture's {@link lossFeatures}. */
export function lossesAgainst(
  network: LossNetwork,
  contentTargets: readonly Tensor[],
  stylised: Tensor,
  styleTargets: readonly Tensor[],
  settings: LossSettings,
  together?: Together,
): Losses {
  // At full size both losses look at the same features: they are computed once.
  const styleAtFull = settings.styleScales.includes(0) ? settings.styleLayers : [];
  const layers = [...new Set([...settings.contentLayers, ...styleAtFull])];
  const features = lossFeatures(network, stylised, layers);
  const at = (layer: LossLayer): Tensor => features[layers.indexOf(layer)]!;

  const contentLoss = total(
    settings.contentLayers.map((layer, i) => contentDistance(at(layer), contentTargets[i]!)),
    1 / settings.contentLayers.length,
  );
  const ofStyle = styleFeatures(network, stylised, settings, at);
  const strokes: { readonly of: number; readonly gram: Tensor }[] = [];
  const each = ofStyle.map(({ features, layer, halvings, inStrokes }, of) => {
    if (!inStrokes) return gramMatrix(features);
    const grams = gramsByParts(features, layer, halvings);
    strokes.push({ of, gram: grams.strokes });
    return grams.all;
  });
  if (each.length + strokes.length !== styleTargets.length) {
    throw new Error(
      `the style has ${styleTargets.length} targets, but the losses look at ${each.length + strokes.length} layers`,
    );
  }
  const grams = together ? each.map((gram, i) => meanGram(gram, together, i)) : each;
  const wholeLoss = meanOf(grams.map((gram, i) => styleDistance(gram, styleTargets[i]!)));
  const strokeDistances = strokes.map(({ of, gram }, i) => {
    const least = mul(energy(styleTargets[of]!), LEAST_STROKES ** 2);
    return styleDistance(gram, styleTargets[each.length + i]!, least);
  });
  const strokeLoss = mul(meanOf(strokeDistances), settings.strokes);
  const styleLoss = add(wholeLoss, strokeLoss);
  const tv = totalVariation(stylised);
  const withStyle = (loss: Tensor): Tensor =>
    add(
      add(mul(contentLoss, settings.contentWeight), mul(loss, settings.styleWeight)),
      mul(tv, settings.tvWeight),
    );
  const sum = withStyle(styleLoss);
  // The mean moves by the batch's share of it only; dividing by the share makes the gradient as large as if it were all of the mean.
  const objective = together ? withStyle(add(div(wholeLoss, together.share), strokeLoss)) : sum;
  return { total: sum, content: contentLoss, style: styleLoss, tv, objective, grams };
}

/** The mean Gram matrix (1, C, C) after a batch's (N, C, C). */
function meanGram(gram: Tensor, { before, share }: Together, i: number): Tensor {
  const ofBatch = mean(gram, [0], true);
  return before ? add(mul(before[i]!, sub(1, share)), mul(ofBatch, share)) : ofBatch;
}

/** Feature reconstruction loss (eq. 2) over the target's mean square. */
function contentDistance(features: Tensor, target: Tensor): Tensor {
  return div(mean(square(sub(features, target))), add(mean(square(target)), TINY));
}

/** Squared Frobenius distance of Gram matrices (eq. 4) over the target's squared norm or `least`, mean of the batch. */
function styleDistance(gram: Tensor, target: Tensor, least?: Tensor): Tensor {
  const [batch] = fixedShape(gram.shape, 'a Gram matrix') as [number];
  const own = energy(target);
  return div(mul(sum(square(sub(gram, target))), 1 / batch), add(least ? max(own, least) : own, TINY));
}

/** The squared norm of a Gram matrix. */
function energy(gram: Tensor): Tensor {
  return sum(square(gram));
}

/** The mean of losses; 0 where there are none. */
function meanOf(losses: readonly Tensor[]): Tensor {
  return losses.length === 0 ? scalar(0) : total(losses, 1 / losses.length);
}

/** Total variation: mean absolute difference of neighbours in a column plus that in a row, in levels of 0-255. */
export function totalVariation(picture: Tensor): Tensor {
  const difference = (axis: number): Tensor =>
    mean(abs(sub(slice(picture, [axis], [1], [TO_END]), slice(picture, [axis], [0], [-1]))));
  return add(difference(2), difference(3));
}

/** A picture at half its size, so many times over. */
function downsampled(picture: Tensor, times: number): Tensor {
  return times === 0 ? picture : downsampled(averagePool(picture, 2), times - 1);
}

function total(parts: readonly Tensor[], factor: number): Tensor {
  return mul(parts.reduce((a, b) => add(a, b), scalar(0)), factor); // prettier-ignore
}
