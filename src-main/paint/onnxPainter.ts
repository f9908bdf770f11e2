/**
 * The painter: a session for each style, or two mixed ones, and frame size in use; on a processor styles of one network share
 * what is loaded (`networksInBlocks.ts`).
 */
import { decodeModel, OnnxError } from '../graph/index.ts';
import { asBuiltNow } from '../nets/index.ts';
import type { Device, Pictures, Session, TensorValue } from '../runtime/types.ts';
import { colourMatrix } from './colours.ts';
import { readEnds } from './ends.ts';
import { examine } from './examine.ts';
import type { Found } from './found.ts';
import { AMOUNT, mixWeights } from './mixedWeights.ts';
import { isLocal, measure, placeAxes, tileFeeds, type Measured } from './large/parts.ts';
import { loadStyle, MEASURE, TILE, type Change, type Understood } from './load.ts';
import { paintEnlarged, paintTiles, sampled } from './large/paint.ts';
import { isLarge, planSamplings, WHOLE_PIXELS } from './large/tiles.ts';
import { mix, mixingGraph } from './mixer.ts';
import {
  frameBytes,
  paintingShape,
  shapeKey,
  StyleError,
  type Frame,
  type FrameShape,
  type FrameSize,
  type Painted,
  type Painter,
  type StyleModel,
} from './painter.ts';
import { NetworksInBlocks } from './networksInBlocks.ts';
import { bytesOf } from './pixels.ts';
import { SessionShelf, usualPixels } from './sessions.ts';
import { pixelsFor } from './video.ts';
import { WRAPPED } from './wrap.ts';

/**
 * Opens a painter on a device. Styles are loaded by `prepare`, or when first painted with. Pictures of more
 * than `wholePixels` are painted in tiles.
 */
export function openPainter(
  device: Device,
  maxPixels = usualPixels(device),
  wholePixels: number = WHOLE_PIXELS,
): Painter {
  return new OnnxPainter(device, maxPixels, wholePixels);
}

/** A network to run: one style's, or two styles' mixed weights. */
interface Work {
  /** Among all sessions of a size. */
  readonly key: string;
  /** Whose fault it is when it fails. */
  readonly styleId: string;
  readonly feeds: Readonly<Record<string, TensorValue>>;
  understand(): Promise<Understood>;
}

/** A tile's place in its picture, and what all tiles of it share. */
interface Part {
  readonly measured: ReadonlyMap<string, Measured>;
  readonly x: number;
  readonly y: number;
}

class OnnxPainter implements Painter {
  readonly device: Device;
  readonly #sessions: SessionShelf;
  readonly #inBlocks: NetworksInBlocks;
  /** What running a style has shown of it, by its id. */
  readonly #found = new Map<string, Found>();
  /** Pairs of styles whose weights cannot be mixed. */
  readonly #apart = new Set<string>();
  readonly #wholePixels: number;
  readonly #pictures: Pictures;

  constructor(device: Device, maxPixels: number, wholePixels: number) {
    this.device = device;
    this.#sessions = new SessionShelf(maxPixels);
    this.#inBlocks = new NetworksInBlocks(device);
    this.#wholePixels = wholePixels;
    this.#pictures = device.pictures ?? 'bytes';
  }

  isPrepared(styleId: string, shape: FrameShape, blendId?: string): boolean {
    const has = (id: string): boolean => this.#sessions.has(keyOf(id, shape));
    if (blendId === undefined) return has(styleId);
    const pair = pairOf(styleId, blendId);
    return has(pair) || (this.#apart.has(pair) && has(styleId) && has(blendId));
  }

  hasRoom(size: FrameSize, since: number): boolean {
    return this.#sessions.hasRoom(pixelsOf(size), since);
  }

  async prepare(style: StyleModel, shape: FrameShape, blend?: StyleModel): Promise<void> {
    if (this.isPrepared(style.id, shape, blend?.id)) return;
    // The first run allocates and, on GPUs, compiles: better now than when the style is chosen.
    const pixels = new Uint8Array(frameBytes(shape));
    const mixed = blend ? { style: blend, amount: 0.5 } : null;
    await this.paint(style, { ...shape, pixels, strength: 1, blend: mixed });
  }

  async paint(style: StyleModel, frame: Frame): Promise<Painted> {
    const works = await this.#worksOf(style, frame);
    if (!isLarge(frame, this.#wholePixels)) {
      const painted = await this.#paintOnce(works, frame);
      const words = [MIXING, ...works.map(({ key }) => key)];
      if (frame.live) this.#sessions.hold(words.map((word) => keyOf(word, frame)));
      return painted;
    }
    const understood = await Promise.all(works.map((work) => work.understand()));
    const inTiles = understood.every(
      ({ model, ends: { fixed } }) => fixed.width === null && fixed.height === null && isLocal(model),
    );
    if (!inTiles) {
      return paintEnlarged(frame, this.#wholePixels, (smaller) => this.#paintOnce(works, smaller));
    }
    const measured = new Map<string, Measured>();
    for (const work of works) measured.set(work.key, await this.#measure(work, frame));
    return paintTiles(frame, (tile, place) => this.#paintOnce(works, tile, { measured, ...place }));
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  /** The networks whose paintings make a frame's: one, or two whose pictures are mixed. */
  async #worksOf(style: StyleModel, { blend }: Frame): Promise<readonly Work[]> {
    if (!blend || blend.amount === 0 || blend.style.id === style.id) return [this.#alone(style)];
    if (blend.amount === 1) return [this.#alone(blend.style)];
    const mixed = await this.#mixed(style, blend.style, blend.amount);
    return mixed ? [mixed] : [this.#alone(style), this.#alone(blend.style)];
  }

  #alone(style: StyleModel): Work {
    const understand = (): Promise<Understood> => withName(style, (read) => this.#understand(read));
    return { key: style.id, styleId: style.id, feeds: {}, understand };
  }

  /** Two styles' mixed weights; null when theirs cannot be mixed. */
  async #mixed(first: StyleModel, second: StyleModel, amount: number): Promise<Work | null> {
    const key = pairOf(first.id, second.id);
    if (this.#apart.has(key)) return null;
    const understand = async (): Promise<Understood | null> => {
      const [one, other] = [
        await withName(first, (read) => this.#understand(read)),
        await withName(second, (read) => this.#understand(read)),
      ];
      const model =
        mixWeights(one.model, other.model) ?? mixWeights(asBuiltNow(one.model), asBuiltNow(other.model));
      return model && { ...one, model };
    };
    if (!this.#sessions.hasAny(key) && !(await understand())) {
      this.#apart.add(key);
      return null;
    }
    return {
      ...{ key, styleId: first.id },
      feeds: { [AMOUNT]: { dtype: 'float32', dims: [], data: Float32Array.of(amount) } },
      understand: async () => (await understand()) ?? failUnmixed(),
    };
  }

  /** Paints a frame, or a tile of one, with every network at once. */
  async #paintOnce(works: readonly Work[], frame: Frame, part?: Part): Promise<Painted> {
    const [one, other] = works;
    if (!other) return this.#paintWith(one!, frame, [], part);
    // Two styles that are mixed at a large size would throw each other out at every frame.
    const keys = works.map(({ key }) => keyOf(key, frame, part && TILE));
    const whole = { ...frame, strength: 1, keepColours: false };
    const first = await this.#paintWith(one!, whole, keys, part);
    const second = await this.#paintWith(other, whole, keys, part);
    const session = await this.#mixing(frame, keys);
    const started = performance.now();
    const { blend, keepColours = false } = frame;
    // Paintings may lie in another way than a video frame does; the frame, painted at no strength, then lies as they do, for the price of a painting.
    const isAlike = shapeKey(frame) === shapeKey(paintingShape(frame));
    const under = isAlike ? frame : await this.#paintWith(one!, { ...frame, strength: 0 }, keys);
    const pictures = { frame: under.pixels, first: first.pixels, second: second.pixels };
    const mixed = await mix(session, { ...frame, ...pictures, amount: blend?.amount ?? 0, keepColours });
    return { pixels: mixed, paintMs: first.paintMs + second.paintMs + performance.now() - started };
  }

  async #paintWith(work: Work, frame: Frame, keep: readonly string[], part?: Part): Promise<Painted> {
    const measured = part?.measured.get(work.key);
    const change = measured ? TILE : '';
    const session = await this.#session(work, frame, keep, change);
    const feeds = measured ? tileFeeds(measured, part!) : {};
    return run(session, work.styleId, frame, this.#pictures, { ...work.feeds, ...feeds });
  }

  /** A session that only mixes holds no network, and little else. */
  #mixing(shape: FrameShape, keep: readonly string[]): Promise<Session> {
    return this.#sessions.obtain(keyOf(MIXING, shape), 0, keep, () => this.device.load(mixingGraph(shape)));
  }

  /** What the tiles of a frame must share of one network. */
  async #measure(work: Work, frame: Frame): Promise<Measured> {
    const samplings = planSamplings(frame);
    const size: FrameSize = samplings[0]!;
    const session = await this.#session(work, size, [], MEASURE);
    const { model } = await work.understand();
    const pictures = samplings.map((sampling) => ({
      ...feedsOf({ ...frame, ...size, pixels: sampled(frame, sampling) }, this.#pictures),
      ...work.feeds,
    }));
    return measure(session, pictures, size.width, placeAxes(model));
  }

  #session(work: Work, size: FrameShape, keep: readonly string[], change: Change): Promise<Session> {
    return this.#sessions.obtain(keyOf(work.key, size, change), pixelsOf(size), keep, async () => {
      return loadStyle(this.device, this.#inBlocks, await work.understand(), size, change);
    });
  }

  async #understand({ id, bytes, found: kept, onFound }: StyleModel): Promise<Understood> {
    const model = decodeModel(bytes);
    const ends = readEnds(model);
    if (ends.gain) return { model, ends, gain: ends.gain };
    const known = this.#found.get(id) ?? kept;
    const found = known ?? (await examine(this.device, model, ends));
    this.#found.set(id, found);
    if (!known) onFound?.(found);
    return { model, ends: { ...ends, ...found }, gain: found.gain };
  }
}

/** Ids of styles have no space in them. */
function keyOf(id: string, shape: FrameShape, change: Change = ''): string {
  return `${id} ${shapeKey(shape)}${change}`;
}

function pairOf(firstId: string, secondId: string): string {
  return `${firstId} * ${secondId}`;
}

/** Stands for a style in the key of the graph that mixes pictures, which belongs to none. */
const MIXING = '*';

function pixelsOf({ width, height }: FrameSize): number {
  return width * height;
}

function failUnmixed(): never {
  throw new Error('the weights of these two styles cannot be mixed');
}

/** Works on a style's file; an error about the file names the style. */
async function withName<T>(style: StyleModel, work: (read: StyleModel) => Promise<T>): Promise<T> {
  // Outside: a file that cannot be read has its own words.
  const { id, found, onFound } = style;
  const read = { id, bytes: style.bytes, found, onFound };
  try {
    return await work(read);
  } catch (error) {
    if (error instanceof OnnxError || error instanceof StyleError)
      throw new StyleError(`the style ${style.id} cannot be used: ${error.message}`);
    throw error;
  }
}

async function run(
  session: Session,
  styleId: string,
  frame: Frame,
  pictures: Pictures,
  more: Readonly<Record<string, TensorValue>> = {},
): Promise<Painted> {
  const started = performance.now();
  const results = await session.run({ ...feedsOf(frame, pictures), ...more });
  const paintMs = performance.now() - started;
  const painted = results[WRAPPED.painted];
  if (painted?.data.byteLength !== frameBytes(paintingShape(frame))) {
    throw new StyleError(`the style ${styleId} does not give back a picture of the size it was given`);
  }
  return { pixels: bytesOf(painted), paintMs };
}

function feedsOf(frame: Frame, pictures: Pictures): Record<string, TensorValue> {
  const { pixels, strength, keepColours = false } = frame;
  return {
    [WRAPPED.frame]: pixelsFor(pictures, frame).value(pixels, frame),
    [WRAPPED.colours]: { dtype: 'float32', dims: [3, 3], data: colourMatrix(strength, keepColours) },
  };
}
