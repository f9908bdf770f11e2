/** Previews: a picture painted with a training's parameters as they are. */
import { loadSharp } from '../process/lazy.ts';
import { input, toOnnx } from '../graph/index.ts';
import { inputScope, networkNamed, type Parameters, type ParameterSpec } from '../nets/index.ts';
import type { Device, TensorValue } from '../runtime/types.ts';
import { readPixels, toPlanes } from './pictures.ts';
import type { Planes } from './step.ts';

/** Paints one picture over and over while the parameters change. */
export interface Preview {
  /** The picture as it is painted now, as a PNG. */
  paint(parameters: Parameters): Promise<Uint8Array>;
  release(): Promise<void>;
}

/** Opens a preview of a picture file, reduced to `longest` pixels. @throws {PictureError} {@link RuntimeError} */
export async function openPreview(
  device: Device,
  network: string,
  file: string,
  longest = 640,
): Promise<Preview> {
  const transform = networkNamed(network);
  const picture = cropped(toPlanes(await readPixels(file, longest)), transform.multiple);
  const dims = [1, 3, picture.height, picture.width];
  const specs: ParameterSpec[] = [];
  const output = transform.build(input('input', dims), inputScope(specs, []));
  const session = await device.load(toOnnx({ output }));
  return {
    async paint(parameters) {
      const feeds: Record<string, TensorValue> = { input: { dtype: 'float32', dims, data: picture.data } };
      for (const { name, shape } of specs)
        feeds[name] = { dtype: 'float32', dims: shape, data: parameters[name]! };
      const result = await session.run(feeds);
      return toPng({ ...picture, data: result['output']!.data as Float32Array });
    },
    release: () => session.release(),
  };
}

/** Float planes as a PNG, rounded and clamped to 0-255. */
export async function toPng(picture: Planes): Promise<Uint8Array> {
  const { width, height } = picture;
  const sharp = await loadSharp();
  return sharp(toRgb(picture), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Float planes as interleaved 8-bit pixels, rounded and clamped to 0-255. */
export function toRgb({ width, height, data }: Planes): Uint8ClampedArray {
  const area = width * height;
  const rgb = new Uint8ClampedArray(3 * area);
  for (let i = 0; i < area; i++) {
    for (let colour = 0; colour < 3; colour++) rgb[3 * i + colour] = data[colour * area + i]!;
  }
  return rgb;
}

/** Cuts right and bottom to a multiple. */
function cropped({ width, height, data }: Planes, multiple: number): Planes {
  const [w, h] = [width - (width % multiple), height - (height % multiple)];
  const result = new Float32Array(3 * w * h);
  for (let colour = 0; colour < 3; colour++) {
    for (let y = 0; y < h; y++) {
      const from = colour * width * height + y * width;
      result.set(data.subarray(from, from + w), colour * w * h + y * w);
    }
  }
  return { width: w, height: h, data: result };
}
