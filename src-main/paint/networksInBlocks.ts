/**
 * Networks on a device that has a layout of its own (`inBlocks.ts`), each loaded once for each size of frames, whatever
 * styles paint with it: a style is its weights, put in that layout and fed. So another style is there in a fraction of
 * the time (docs/benchmarks.md, *Blocks*).
 */
import { createHash } from 'node:crypto';
import { encodeModel, type ModelProto, type Split } from '../graph/index.ts';
import { valueInfo } from '../graph/onnx/encode.ts';
import {
  RuntimeError,
  type Device,
  type Session,
  type TensorValue,
  type ValueInfo,
} from '../runtime/types.ts';
import { colourMatrix } from './colours.ts';
import { wrapInBlocks } from './inBlocks.ts';
import { isOurs } from './large/parts.ts';
import type { Understood } from './load.ts';
import { frameBytes, shapeKey, type FrameShape } from './painter.ts';
import { pixelsFor } from './video.ts';
import { weightsApart } from './weightsApart.ts';
import { WRAPPED } from './wrap.ts';

type Values = Readonly<Record<string, TensorValue>>;

/** A network loaded for one size. */
interface Loaded {
  readonly before: Session | null;
  readonly main: Session;
}
/** One, and how many styles use it. */
interface Shared {
  readonly loaded: Promise<Loaded | null>;
  users: number;
}

/** The networks of a painter that are loaded in its device's own layout. */
export class NetworksInBlocks {
  readonly #device: Device;
  readonly #shared = new Map<string, Shared>();

  constructor(device: Device) {
    this.#device = device;
    // Found out now, as a rule before there is a frame: the first use of ONNX Runtime takes a tenth of a second.
    device.block?.().catch(() => undefined);
  }

  /**
   * A session that paints frames of a size with a style; null where the device has no such layout, or the style cannot
   * be written in it.
   */
  async load(understood: Understood, size: FrameShape): Promise<Session | null> {
    const block = this.#device.pictures === 'words' ? null : await this.#device.block?.();
    if (!block) return null;
    // Networks from elsewhere are as many as their styles.
    const { network, weights } = isOurs(understood.model) ? weightsApart(understood.model) : { network: understood.model, weights: {} }; // prettier-ignore
    // How frames are fitted to a network is no part of its model, so it is named in the key.
    const key = `${shapeKey(size)} ${JSON.stringify([understood.ends, understood.gain])} ${nameOf(network)}`;
    const shared = this.#shared.get(key) ?? { loaded: this.#loadNetwork({ ...understood, model: network }, size, block), users: 0 }; // prettier-ignore
    this.#shared.set(key, shared);
    shared.users++;
    const leave = async (): Promise<void> => {
      if (--shared.users > 0) return;
      this.#shared.delete(key);
      const loaded = await shared.loaded;
      await loaded?.before?.release();
      await loaded?.main.release();
    };
    try {
      const loaded = await shared.loaded;
      if (loaded) return withWeights(loaded, weights, leave);
    } catch (error) {
      this.#shared.delete(key);
      throw error;
    }
    await leave();
    return null;
  }

  async #loadNetwork(
    { model, ends, gain }: Understood,
    size: FrameShape,
    block: number,
  ): Promise<Loaded | null> {
    const wrapped: Split | null = wrapInBlocks(model, ends, gain, size, block);
    if (!wrapped) return null;
    try {
      const before = wrapped.before && (await this.#device.load(encodeModel(wrapped.before)));
      let main: Session | undefined;
      try {
        main = await this.#device.load(encodeModel(withShapes(wrapped.main, before?.outputs ?? [])));
        // A network that is not fed its weights is from elsewhere, and has never been run in blocks: try it once.
        if (!before) await main.run(blackFrame(size));
        return { before, main };
      } catch (error) {
        await main?.release();
        await before?.release();
        throw error;
      }
    } catch (error) {
      // A network from elsewhere may need more than the trial of this layout did.
      if (error instanceof RuntimeError) return null;
      throw error;
    }
  }
}

/**
 * A model whose inputs are of the shapes that are known of them. ONNX Runtime then knows all of them when it loads it, and has a
 * convolution add to what is there in its place, which it copies otherwise.
 */
function withShapes(model: ModelProto, known: readonly ValueInfo[]): ModelProto {
  const infos = new Map(
    known.flatMap(({ name, dtype, dims }) =>
      dtype === 'float32' && isFixed(dims) ? [[name, valueInfo(name, 'float32', dims)] as const] : [],
    ),
  );
  const input = model.graph.input.map((each) => infos.get(each.name) ?? each);
  return { ...model, graph: { ...model.graph, input } };
}

function isFixed(dims: ValueInfo['dims']): dims is readonly number[] {
  return dims.every((dim) => typeof dim === 'number');
}

function blackFrame(shape: FrameShape): Values {
  const pixels = new Uint8Array(frameBytes(shape));
  return {
    [WRAPPED.frame]: pixelsFor('bytes', shape).value(pixels, shape),
    [WRAPPED.colours]: { dtype: 'float32', dims: [3, 3], data: colourMatrix(1, false) },
  };
}

/** What a model is but for its weights, in short. */
function nameOf(network: ModelProto): string {
  return createHash('sha256').update(encodeModel(network)).digest('base64');
}

/** A session with one style's weights, which go with every frame; what else is fed may change from frame to frame. */
function withWeights({ before, main }: Loaded, weights: Values, leave: () => Promise<void>): Session {
  let last: { readonly further: Values; readonly prepared: Values } | undefined;
  let released = false;
  const prepare = async (further: Values): Promise<Values> => {
    if (last && isSame(last.further, further)) return last.prepared;
    const given = { ...weights, ...further };
    const made = before ? await before.run(only(given, before)) : {};
    last = { further, prepared: only({ ...given, ...made }, main) };
    return last.prepared;
  };
  return {
    inputs: main.inputs,
    outputs: main.outputs,
    async run(feeds) {
      if (released) throw new RuntimeError('this session has been released');
      const { [WRAPPED.frame]: frame, [WRAPPED.colours]: colours, ...further } = feeds;
      const own = {
        ...(frame && { [WRAPPED.frame]: frame }),
        ...(colours && { [WRAPPED.colours]: colours }),
      };
      return main.run({ ...(await prepare(further)), ...own });
    },
    async release() {
      if (released) return;
      released = true;
      await leave();
    },
  };
}

/** Those values that a session takes. */
function only(values: Values, { inputs }: Session): Values {
  return Object.fromEntries(inputs.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
}

function isSame(one: Values, other: Values): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [a, b] = [one[name]!.data, other[name]?.data];
    return a.length === b?.length && a.every((value, i) => value === b[i]);
  });
}
