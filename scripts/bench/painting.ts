/** What `npm run bench` measures of painting: networks or styles, at sizes, beside the paper's network. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { measurePainting, randomStyle, type Timing } from '../../src-main/measure/measure.ts';
import { johnson } from '../../src-main/nets/index.ts';
import { describeModel } from '../../src-main/paint/describe.ts';
import type { FrameShape, FrameSize, StyleModel } from '../../src-main/paint/painter.ts';
import type { Device } from '../../src-main/runtime/types.ts';
import type { Video } from '../../src-main/studio/contract.ts';
import { modelsFolder } from '../lib/styles.ts';
import { measureOnDevice } from './onDevice.ts';

/** Prints a row: as text, or as an object. */
export type Print = (text: string, value: Record<string, unknown>) => void;

/** The size that is measured always. */
export const USUAL_SIZE: FrameSize = { width: 640, height: 480 };
const ALL_SIZES: readonly FrameSize[] = [
  { width: 320, height: 240 },
  USUAL_SIZE,
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
/** What a camera gives to a card, which scales it. */
const CAMERA: Video = { planes: 'i420', matrix: 'bt709', full: false, width: 1920, height: 1080 };
/** About so long is measured at each size, within bounds. */
const MEASURED_MS = 1500;
const FEWEST_FRAMES = 5;
const MOST_FRAMES = 40;

/** A shipped style and its network. */
export interface Shipped {
  readonly network: string;
  readonly style: StyleModel;
}

/** Every shipped style. */
export async function shippedStyles(): Promise<Shipped[]> {
  const files = (await readdir(modelsFolder)).filter((name) => name.endsWith('.onnx')).sort();
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(modelsFolder, file));
      const network = describeModel(bytes).network ?? basename(file);
      return { network, style: { id: basename(file, '.onnx'), bytes } };
    }),
  );
}

/** The first style of each network: styles of one network are equally fast. */
export function onePerNetwork(styles: readonly Shipped[]): Shipped[] {
  return styles.filter(({ network }, i) => styles.findIndex((other) => other.network === network) === i);
}

/**
 * Measures the paper's 32-channel network and the styles on a device: at 640x480 one style of each network,
 * or, with `full`, every style at every size.
 */
export async function benchPainting(
  device: Device,
  styles: readonly Shipped[],
  full: boolean,
  print: Print,
): Promise<void> {
  const reference: Shipped = { network: 'johnson 32', style: randomStyle(johnson(32)) };
  for (const size of full ? ALL_SIZES : [USUAL_SIZE]) {
    const slow = await measurePainting(device, reference.style, size, full ? 3 : 7);
    printRow(print, device, size, 'johnson 32', reference, slow, slow);
    // How many frames fit the time is known from the paper's network: ours are a tenth of it.
    const frames = Math.round((MEASURED_MS * 10) / slow.median);
    const count = Math.min(MOST_FRAMES, Math.max(FEWEST_FRAMES, frames));
    for (const shipped of full ? styles : onePerNetwork(styles)) {
      const label = full ? `${shipped.style.id} (${shipped.network})` : shipped.network;
      const timing = await measurePainting(device, shipped.style, size, count);
      printRow(print, device, size, label, shipped, timing, slow);
      if (device.id === 'cpu') continue;
      const shape = { ...size, video: CAMERA };
      const asVideo = await measurePainting(device, shipped.style, shape, count);
      printRow(print, device, shape, `${label}, of ${CAMERA.width}x${CAMERA.height} video`, shipped, asVideo, slow); // prettier-ignore
      if (device.id === 'webgpu') await printOnDevice(print, device, size, label, shipped);
    }
  }
}

/** What a frame takes the card alone, without the way of its bytes there and back. */
async function printOnDevice(
  print: Print,
  device: Device,
  size: FrameSize,
  label: string,
  { network, style }: Shipped,
): Promise<void> {
  const pixels = new Uint8Array(size.width * size.height * 4).map((_, i) => (i * 29 + (i >> 6)) % 256);
  const how = { frames: MOST_FRAMES, repeats: FEWEST_FRAMES };
  const { median, p95 } = await measureOnDevice(device, style, { ...size, pixels }, how);
  print(`${headOf(device, size, `${label}, on the card`)} ${timeText({ median, p95 })}`, {
    bench: 'paint-on-device',
    device: device.id,
    network,
    ...size,
    style: style.id,
    median,
    p95,
  });
}

function headOf({ id }: Device, { width, height }: FrameSize, label: string): string {
  return `${id} paint ${`${width}x${height}`.padEnd(9)} ${label.padEnd(32)}`;
}

function timeText({ median, p95 }: Timing): string {
  return `${median.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(6)}`;
}

function printRow(
  print: Print,
  device: Device,
  { width, height, video }: FrameShape,
  label: string,
  { network, style }: Shipped,
  { median, p95 }: Timing,
  slow: Timing,
): void {
  const timesJohnson = slow.median / median;
  const figures = [
    timeText({ median, p95 }),
    `${(1000 / median).toFixed(1).padStart(5)} fps  ${timesJohnson.toFixed(1)}x johnson 32`,
  ];
  print(`${headOf(device, { width, height }, label)} ${figures.join('  ')}`, {
    ...{ bench: 'paint', device: device.id, network, width, height, median, p95, timesJohnson },
    ...(video && { video }),
    ...(style.id !== 'johnson-32' && { style: style.id }),
  });
}
