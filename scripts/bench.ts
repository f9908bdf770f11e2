/** npm run bench: painting (ms per frame for each shipped network at 640x480) and training (ms per step). */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { johnson } from '../src-main/nets/index.ts';
import { describeModel } from '../src-main/paint/describe.ts';
import type { StyleModel } from '../src-main/paint/painter.ts';
import { openDevice } from '../src-main/runtime/devices.ts';
import { runMain } from './lib/cli.ts';
import { measurePainting, measureTraining, randomStyle } from './lib/measure.ts';
import { modelsFolder } from './lib/styles.ts';

const program = new Command('bench')
  .description('how fast this machine paints and trains')
  .option('--json', 'one JSON object per line on standard output')
  .option('--device <id>', 'what to measure; see npm run devices', 'auto');

const SIZE = { width: 640, height: 480 };

async function main(): Promise<void> {
  const flags = program.parse().opts<{ json?: boolean; device: string }>();
  const device = await openDevice(flags.device);
  const print = (text: string, value: Record<string, unknown>): void => {
    console.log(flags.json ? JSON.stringify({ ...value, device: device.id }) : text);
  };

  const reference = randomStyle(johnson(32));
  const slow = await measurePainting(device, reference, SIZE, 7);
  const row = (name: string, { median, p95 }: { median: number; p95: number }): void => {
    const timesJohnson = slow.median / median;
    print(
      `paint 640x480  ${name.padEnd(28)} ${median.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(6)}  ${(1000 / median).toFixed(1).padStart(5)} fps  ${timesJohnson.toFixed(1)}x johnson 32`,
      { bench: 'paint', network: name, ...SIZE, median, p95, timesJohnson },
    );
  };
  row('johnson 32', slow);
  for (const { network, style } of await shippedNetworks())
    row(network, await measurePainting(device, style, SIZE, 40));

  for (const network of ['lite 16x5']) {
    const { median, p95 } = await measureTraining(device, network, 8);
    print(`train 256x256  ${network.padEnd(28)} ${median.toFixed(0).padStart(7)} ms  p95 ${p95.toFixed(0).padStart(6)}  per step, batch 1, two scales`, {
      bench: 'train', network, size: 256, batch: 1, median, p95,
    }); // prettier-ignore
  }
}

/** One shipped style for each network that shipped styles use. */
async function shippedNetworks(): Promise<{ network: string; style: StyleModel }[]> {
  const found = new Map<string, StyleModel>();
  for (const file of (await readdir(modelsFolder)).filter((name) => name.endsWith('.onnx')).sort()) {
    const bytes = await readFile(join(modelsFolder, file));
    const network = describeModel(bytes).network ?? basename(file);
    if (!found.has(network)) found.set(network, { id: basename(file, '.onnx'), bytes });
  }
  return [...found].map(([network, style]) => ({ network, style }));
}

await runMain(main);
