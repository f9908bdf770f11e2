/** The painter: one loaded, wrapped session for each style and frame size in use. */
import { OnnxError } from '../graph/index.ts';
import type { Device, Session, TensorValue } from '../runtime/types.ts';
import {
  StyleError,
  type Frame,
  type FrameSize,
  type Painted,
  type Painter,
  type StyleModel,
} from './painter.ts';
import { WRAPPED, wrapStyle } from './wrap.ts';

/**
 * Pixels of all loaded sessions together; beyond it the ones unused for longest go. A session of our
 * networks takes about 200 bytes a pixel: five at 640x480 and a gallery of tiles take 350 MB.
 */
const MAX_PIXELS = 6 * 640 * 480;

/** Opens a painter on a device. Styles are loaded by `prepare`, or when first painted with. */
export function openPainter(device: Device, maxPixels = MAX_PIXELS): Painter {
  // A Map keeps the order of insertion: the first key is the one unused for longest.
  const sessions = new Map<string, { session: Session; pixels: number }>();
  const keyOf = (styleId: string, { width, height }: FrameSize): string => `${styleId} ${width}x${height}`;

  const obtain = async (style: StyleModel, size: FrameSize): Promise<Session> => {
    const key = keyOf(style.id, size);
    const known = sessions.get(key);
    if (known) {
      sessions.delete(key);
      sessions.set(key, known);
      return known.session;
    }
    // Room is made first, so that the old and the new are never both in memory.
    const pixels = size.width * size.height;
    for (const [oldest, unused] of sessions) {
      if (pixels + pixelsOf(sessions.values()) <= maxPixels) break;
      sessions.delete(oldest);
      await unused.session.release();
    }
    const session = await load(device, style, size);
    sessions.set(key, { session, pixels });
    return session;
  };

  return {
    device,
    isPrepared: (styleId, size) => sessions.has(keyOf(styleId, size)),
    async prepare(style, size) {
      if (sessions.has(keyOf(style.id, size))) return;
      const session = await obtain(style, size);
      // The first run allocates and, on GPUs, compiles: better now than when the style is chosen.
      await run(session, style.id, {
        ...size,
        rgba: new Uint8Array(size.width * size.height * 4),
        strength: 1,
      });
    },
    async paint(style, frame) {
      return run(await obtain(style, frame), style.id, frame);
    },
    async close() {
      const open = [...sessions.values()];
      sessions.clear();
      for (const { session } of open) await session.release();
    },
  };
}

function pixelsOf(sessions: Iterable<{ pixels: number }>): number {
  let sum = 0;
  for (const { pixels } of sessions) sum += pixels;
  return sum;
}

async function load(device: Device, style: StyleModel, size: FrameSize): Promise<Session> {
  try {
    return await device.load(wrapStyle(style.bytes, size));
  } catch (error) {
    if (error instanceof OnnxError)
      throw new StyleError(`the style ${style.id} cannot be used: ${error.message}`);
    throw error;
  }
}

async function run(session: Session, styleId: string, frame: Frame): Promise<Painted> {
  const { width, height, rgba, strength } = frame;
  const feeds: Record<string, TensorValue> = {
    [WRAPPED.rgba]: { dtype: 'uint8', dims: [height, width, 4], data: rgba },
    [WRAPPED.strength]: { dtype: 'float32', dims: [], data: Float32Array.of(strength) },
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
