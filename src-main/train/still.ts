/**
 * A still painted by the slow method, coarse to fine: the whole is laid out small, where strokes are long and
 * iterations cheap, and enlarged for the next (Gatys et al. 2017, section 6).
 */
import { DEFAULT_LOSS, type LossNetwork } from '../nets/index.ts';
import { loadSharp } from '../process/lazy.ts';
import type { Device } from '../runtime/types.ts';
import { edgeUpTo, LEAST_PAINTING_EDGE, PictureError, readPixels, readSize, toPlanes } from './pictures.ts';
import { colourStatistics, recoloured } from './recolour.ts';
import { Sketch } from './sketch.ts';
import type { LossValues, Planes } from './step.ts';
import { StepTime } from './stepTime.ts';
import { toRgb } from './preview.ts';

/** What a person decides about a still. */
export interface StillSettings {
  /** Longer edge of the result in pixels. */
  readonly edge: number;
  /** The coarsest size has at most so many pixels along its longer edge: {@link COARSEST} where nothing is said. */
  readonly coarsest?: number | undefined;
  /** Iterations at the coarsest size; each finer one has half of them. */
  readonly iterations: number;
  readonly styleWeight: number;
  /** Longer edge of the painting beside a picture of {@link BRUSH_PICTURE} pixels: smaller makes finer strokes. */
  readonly brush: number;
  /** Whose colours: the painting's, or the photo's own. */
  readonly colours: 'painting' | 'own';
}

/** What a still is painted with. */
export interface StillParts {
  readonly device: Device;
  readonly lossNetwork: LossNetwork;
  /** Files of pictures. */
  readonly photo: string;
  readonly painting: string;
}

/** A still after an iteration. */
export interface StillProgress {
  /** Counted over all sizes. */
  readonly iteration: number;
  readonly iterations: number;
  readonly losses: LossValues;
  readonly picture: Planes;
  readonly secondsLeft: number;
}

/** Longer edge of the picture that the live view paints at first: strokes are told in parts of it. */
export const BRUSH_PICTURE = 640;
/** Larger pictures are laid out small at first, so that strokes find their places over longer distances. */
const COARSEST = 384;
/** Smaller pictures have no room for the comparison at a quarter of their size. */
const LEAST_EDGE = 48;
const LEAST_PAINTING = 64;

/** One size of a still. */
export interface Stage {
  readonly edge: number;
  readonly iterations: number;
}

/** The sizes that a still goes through, the coarsest first. */
export function stagesOf(
  { edge, coarsest = COARSEST, iterations }: Pick<StillSettings, 'edge' | 'coarsest' | 'iterations'>,
  hasRoom: (edge: number) => boolean = () => true,
): Stage[] {
  const edges = [edge];
  while (edges[0]! > coarsest && hasRoom(Math.round(edges[0]! / 2))) edges.unshift(Math.round(edges[0]! / 2));
  return edges.map((size, i) => ({ edge: size, iterations: Math.max(1, Math.round(iterations / 2 ** i)) }));
}

/**
 * The same for a photo and a painting: where one of them is long and narrow, sizes are left out at which it would
 * have no room. @throws {PictureError} when there is none at the finest size either.
 */
async function stagesWithRoom({ photo, painting }: StillParts, settings: StillSettings): Promise<Stage[]> {
  const [content, style] = [await readSize(photo), await readSize(painting)];
  const at = (edge: number): [photo: Size, painting: Size] => {
    const size = within(content, edge);
    return [size, within(style, paintingEdge(settings.brush, size))];
  };
  // Asked for at more than it has, it would go through its own size several times.
  const edge = edgeUpTo(settings.edge, content);
  const [size, painted] = at(edge);
  if (shorter(size) < LEAST_EDGE) {
    throw new PictureError(
      `The photo is ${size.width}x${size.height} pixels at this size, too narrow to paint: choose one that is larger or less narrow.`,
      photo,
    );
  }
  if (shorter(painted) < LEAST_PAINTING_EDGE) {
    throw new PictureError(
      `The painting is ${painted.width}x${painted.height} pixels beside this photo, too small for strokes to be seen: choose a larger brush, or a painting that is larger or less narrow.`,
      painting,
    );
  }
  return stagesOf({ ...settings, edge }, (coarser) => {
    const [coarse, coarsePainting] = at(coarser);
    return shorter(coarse) >= LEAST_EDGE && shorter(coarsePainting) >= LEAST_PAINTING_EDGE;
  });
}

type Size = Pick<Planes, 'width' | 'height'>;

const shorter = ({ width, height }: Size): number => Math.min(width, height);

/** A size reduced to this longer edge, as {@link readPixels} does it. */
function within({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Longer edge of the painting beside a picture of this size. */
function paintingEdge(brush: number, { width, height }: Size): number {
  return Math.max(LEAST_PAINTING, Math.round((brush * Math.max(width, height)) / BRUSH_PICTURE));
}

/**
 * Paints a still; gives it after each iteration. Whoever has seen enough stops asking.
 * @param from a picture to go on from, at the size at which it was left.
 * @throws {PictureError} {@link RuntimeError}
 */
export async function* paintStill(
  parts: StillParts,
  settings: StillSettings,
  from?: { picture: Planes; iteration: number },
): AsyncGenerator<StillProgress> {
  const stages = await stagesWithRoom(parts, settings);
  const iterations = stages.reduce((sum, stage) => sum + stage.iterations, 0);
  const work = stages.map(({ edge, iterations: count }) => edge ** 2 * count);
  let [done, before, workedMs] = [0, 0, 0];
  let picture = from?.picture;
  for (const [at, stage] of stages.entries()) {
    const skipped = Math.max(0, Math.min(stage.iterations, (from?.iteration ?? 0) - before));
    if (skipped < stage.iterations) {
      const time = new StepTime();
      const sketch = await openStage(parts, settings, stage, picture);
      // What opening took says nothing of an iteration.
      let since = performance.now();
      try {
        for (let i = skipped; i < stage.iterations; i++) {
          const losses = await sketch.advance();
          // Nothing makes the losses fall any more: on to the next size.
          if (!losses) break;
          const now = performance.now();
          workedMs += time.hear(now - since);
          since = now;
          done += stage.edge ** 2;
          picture = sketch.picture;
          const left = work.slice(at).reduce((a, b) => a + b, 0) - stage.edge ** 2 * (i + 1);
          const secondsLeft = (workedMs / 1000 / done) * left;
          yield { iteration: before + i + 1, iterations, losses, picture, secondsLeft };
        }
      } finally {
        await sketch.close();
      }
    }
    before += stage.iterations;
  }
}

async function openStage(
  { photo, painting: file, device, lossNetwork }: StillParts,
  { brush, colours, styleWeight }: StillSettings,
  { edge }: Stage,
  before: Planes | undefined,
): Promise<Sketch> {
  const content = toPlanes(await readPixels(photo, edge));
  const painting = toPlanes(await readPixels(file, paintingEdge(brush, content)));
  return Sketch.open({
    device,
    lossNetwork,
    content,
    painting: colours === 'own' ? recoloured(painting, colourStatistics([content])) : painting,
    // As in the paper: pixels take what strokes they need from the Gram matrices of the whole.
    loss: { ...DEFAULT_LOSS, strokes: 0, styleWeight },
    ...(before && { start: await resized(before, content) }),
  });
}

/** A picture at another size. */
async function resized(picture: Planes, { width, height }: Planes): Promise<Planes> {
  if (picture.width === width && picture.height === height) return picture;
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const sharp = await loadSharp();
  const { data } = await sharp(toRgb(picture), { raw })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return toPlanes({ width, height, rgb: data });
}
