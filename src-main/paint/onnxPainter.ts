/** The painter: one loaded, wrapped session for each style, or two mixed ones, and frame size in use. */
import { decodeModel, OnnxError, type ModelProto } from '../graph/index.ts';
import type { Device, Session, TensorValue } from '../runtime/types.ts';
import { colourMatrix } from './colours.ts';
import { readEnds, type Ends, type Pair } from './ends.ts';
import { examine } from './examine.ts';
import { AMOUNT, mixWeights } from './mixedWeights.ts';
import { mix, mixingGraph } from './mixer.ts';
import {
  StyleError,
  type Frame,
  type FrameSize,
  type Painted,
  type Painter,
  type StyleModel,
} from './painter.ts';
import { SessionShelf } from './sessions.ts';
import { WRAPPED, wrapStyle } from './wrap.ts';

/**
 * Pixels of all loaded sessions together; beyond it the ones unused for longest go. A session of our
 * networks takes about 200 bytes a pixel: five at 640x480 and a gallery of tiles take 350 MB.
 */
const MAX_PIXELS = 6 * 640 * 480;

/** Opens a painter on a device. Styles are loaded by `prepare`, or when first painted with. */
export function openPainter(device: Device, maxPixels = MAX_PIXELS): Painter {
  return new OnnxPainter(device, maxPixels);
}

/** A model ready to be wrapped. */
interface Understood {
  readonly model: ModelProto;
  readonly ends: Ends;
  readonly gain: Pair;
}

class OnnxPainter implements Painter {
  readonly device: Device;
  readonly #sessions: SessionShelf;
  /** What running a style has shown of it, by its id. */
  readonly #gains = new Map<string, Pair>();
  /** Pairs of styles whose weights cannot be mixed. */
  readonly #apart = new Set<string>();

  constructor(device: Device, maxPixels: number) {
    this.device = device;
    this.#sessions = new SessionShelf(maxPixels);
  }

  isPrepared(styleId: string, size: FrameSize): boolean {
    return this.#sessions.has(keyOf(styleId, size));
  }

  async prepare(style: StyleModel, size: FrameSize, blend?: StyleModel): Promise<void> {
    const isReady = this.isPrepared(style.id, size) && (!blend || this.#isMixable(style, blend, size));
    if (isReady) return;
    // The first run allocates and, on GPUs, compiles: better now than when the style is chosen.
    const rgba = new Uint8Array(size.width * size.height * 4);
    const { width, height } = size;
    await this.paint(style, {
      width,
      height,
      rgba,
      strength: 1,
      blend: blend ? { style: blend, amount: 0.5 } : null,
    });
  }

  async paint(style: StyleModel, frame: Frame): Promise<Painted> {
    const { blend } = frame;
    if (!blend || blend.amount === 0 || blend.style.id === style.id) return this.#paintAlone(style, frame);
    if (blend.amount === 1) return this.#paintAlone(blend.style, frame);
    const session = await this.#obtainMixed(style, blend.style, frame);
    if (!session) return this.#paintBoth(style, blend, frame);
    const amount: TensorValue = { dtype: 'float32', dims: [], data: Float32Array.of(blend.amount) };
    return run(session, style.id, frame, { [AMOUNT]: amount });
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  async #paintAlone(style: StyleModel, frame: Frame, keep: readonly string[] = []): Promise<Painted> {
    const session = await this.#sessions.obtain(keyOf(style.id, frame), pixelsOf(frame), keep, () =>
      saying(style, async (read) => this.#load(await this.#understand(read), frame)),
    );
    return run(session, style.id, frame);
  }

  /** Each style by itself, then the pictures as one. */
  async #paintBoth(first: StyleModel, blend: Blend, frame: Frame): Promise<Painted> {
    // Two styles that are mixed at a large size would throw each other out at every frame.
    const keys = [first, blend.style].map(({ id }) => keyOf(id, frame));
    const whole = { ...frame, strength: 1, keepColours: false };
    const one = await this.#paintAlone(first, whole, keys);
    const other = await this.#paintAlone(blend.style, whole, keys);
    // It holds no network, and little else.
    const session = await this.#sessions.obtain(keyOf('*', frame), 0, keys, () =>
      this.device.load(mixingGraph(frame)),
    );
    const started = performance.now();
    const { width, height, rgba, strength, keepColours = false } = frame;
    const pictures = { frame: rgba, first: one.rgba, second: other.rgba };
    const mixed = await mix(session, { width, height, ...pictures, amount: blend.amount, strength, keepColours }); // prettier-ignore
    return { rgba: mixed, paintMs: one.paintMs + other.paintMs + performance.now() - started };
  }

  /** The session of two styles' mixed weights; null when theirs cannot be mixed. */
  async #obtainMixed(first: StyleModel, second: StyleModel, size: FrameSize): Promise<Session | null> {
    const key = pairOf(first, second);
    if (this.#apart.has(key)) return null;
    const known = keyOf(key, size);
    if (this.#sessions.has(known)) return this.#sessions.obtain(known, 0, [], never);
    const [one, other] = [
      await saying(first, (read) => this.#understand(read)),
      await saying(second, (read) => this.#understand(read)),
    ];
    const model = mixWeights(one.model, other.model);
    if (!model) {
      this.#apart.add(key);
      return null;
    }
    return this.#sessions.obtain(known, pixelsOf(size), [], () => this.#load({ ...one, model }, size));
  }

  #isMixable(first: StyleModel, second: StyleModel, size: FrameSize): boolean {
    const key = pairOf(first, second);
    return this.#sessions.has(keyOf(key, size)) || (this.#apart.has(key) && this.isPrepared(second.id, size));
  }

  async #understand({ id, bytes }: StyleModel): Promise<Understood> {
    const model = decodeModel(bytes);
    const ends = readEnds(model);
    const gain = ends.gain ?? this.#gains.get(id) ?? (await examine(this.device, model, ends));
    this.#gains.set(id, gain);
    return { model, ends, gain };
  }

  #load({ model, ends, gain }: Understood, size: FrameSize): Promise<Session> {
    return this.device.load(wrapStyle(model, ends, gain, size));
  }
}

type Blend = NonNullable<Frame['blend']>;

/** Ids of styles have no space in them. */
function keyOf(id: string, { width, height }: FrameSize): string {
  return `${id} ${width}x${height}`;
}

function pairOf(first: StyleModel, second: StyleModel): string {
  return `${first.id} * ${second.id}`;
}

function pixelsOf({ width, height }: FrameSize): number {
  return width * height;
}

function never(): never {
  throw new Error('this session is there already');
}

/** Work on a style's file; what is wrong with it is told with its name. */
async function saying<T>(style: StyleModel, work: (read: StyleModel) => Promise<T>): Promise<T> {
  // Outside: a file that cannot be read has its own words.
  const read = { id: style.id, bytes: style.bytes };
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
  more: Readonly<Record<string, TensorValue>> = {},
): Promise<Painted> {
  const { width, height, rgba, strength, keepColours = false } = frame;
  const feeds: Record<string, TensorValue> = {
    [WRAPPED.rgba]: { dtype: 'uint8', dims: [height, width, 4], data: rgba },
    [WRAPPED.colours]: { dtype: 'float32', dims: [3, 3], data: colourMatrix(strength, keepColours) },
    ...more,
  };
  const started = performance.now();
  const results = await session.run(feeds);
  const paintMs = performance.now() - started;
  const painted = results[WRAPPED.painted];
  if (painted?.dtype !== 'uint8' || painted.data.length !== rgba.length) {
    throw new StyleError(`the style ${styleId} does not give back a picture of the size it was given`);
  }
  return { rgba: painted.data, paintMs };
}
