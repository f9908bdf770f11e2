/** npm run bench: painting (ms per frame for each shipped network at 640x480) and training (ms per step). */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import type { z } from 'zod';
import { johnson } from '../src-main/nets/index.ts';
import { describeModel } from '../src-main/paint/describe.ts';
import type { StyleModel } from '../src-main/paint/painter.ts';
import type { TrainingOptions } from '../src-main/train/options.ts';
import { openDevice } from '../src-main/runtime/devices.ts';
import { fail, runMain } from './lib/cli.ts';
import { measureLive } from './lib/live.ts';
import { measurePainting, measureTraining, randomStyle } from './lib/measure.ts';
import { findInstalledBrowser } from './lib/programs.mjs';
import { ensureBrowser, ensureBuild } from './lib/ready.mjs';
import { modelsFolder } from './lib/styles.ts';

const program = new Command('bench')
  .description('how fast this machine paints and trains')
  .option('--json', 'one JSON object per line on standard output')
  .option('--device <id>', 'what to measure; see npm run devices', 'auto')
  .option('--live', 'measure the live view in a real Chromium, too')
  .option('--camera <file.y4m>', 'what the camera shows for --live');

const SIZE = { width: 640, height: 480 };

async function main(): Promise<void> {
  const flags = program.parse().opts<{ json?: boolean; device: string; live?: boolean; camera?: string }>();
  const device = await openDevice(flags.device);
  const print = (text: string, value: Record<string, unknown>): void => {
    console.log(flags.json ? JSON.stringify({ ...value, device: device.id }) : text);
  };

  const reference = randomStyle(johnson(32));
  const slow = await measurePainting(device, reference, SIZE, 7);
  const row = (name: string, { median, p95 }: { median: number; p95: number }): void => {
    const timesJohnson = slow.median / median;
    print(
      `paint 640x480  ${name.padEnd(36)} ${median.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(6)}  ${(1000 / median).toFixed(1).padStart(5)} fps  ${timesJohnson.toFixed(1)}x johnson 32`,
      { bench: 'paint', network: name, ...SIZE, median, p95, timesJohnson },
    );
  };
  row('johnson 32', slow);
  for (const { network, style } of await shippedNetworks())
    row(network, await measurePainting(device, style, SIZE, 40));

  // The two-scale loss with every style layer is the costlier one that other trainers are compared at.
  const losses: Record<string, z.input<typeof TrainingOptions>> = {
    'two scales, four layers': COMPARED,
    'default losses': {},
  };
  for (const [label, settings] of Object.entries(losses)) {
    const { median, p95 } = await measureTraining(device, { network: 'lite 16x5', ...settings }, 10);
    print(
      `train 256x256  ${`lite 16x5, ${label}`.padEnd(36)} ${median.toFixed(0).padStart(7)} ms  p95 ${p95.toFixed(0).padStart(6)}  per step, batch 1`,
      { bench: 'train', network: 'lite 16x5', losses: label, size: 256, batch: 1, median, p95 },
    );
  }
  if (flags.live) await live(flags.camera, print);
}

/** The losses that the PyTorch figure in docs/benchmarks.md was measured with. */
const COMPARED: z.input<typeof TrainingOptions> = {
  styleScales: [0, 1],
  styleLayers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
  contentLayers: ['relu3_2'],
};

async function live(
  camera: string | undefined,
  print: (text: string, value: Record<string, unknown>) => void,
): Promise<void> {
  const [style] = await shippedNetworks();
  if (!style) fail(`there is no style in ${modelsFolder}`);
  await ensureBuild();
  const reading = await measureLive({
    styleId: style.style.id,
    browser: findInstalledBrowser() ?? (await ensureBrowser()),
    seconds: 15,
    ...(camera !== undefined && { camera }),
  });
  const { fps, ageMs, worstAgeMs, firstFrameMs, memoryMb, pageMs, drawMs, actionMs } = reading;
  print(
    `live  640x480  ${style.network.padEnd(36)} ${fps.toFixed(1)} fps  ${ageMs.toFixed(0)} ms old (worst ${worstAgeMs.toFixed(0)})  first frame ${(firstFrameMs / 1000).toFixed(1)} s  memory ${memoryMb?.toFixed(0) ?? '?'} MB  page ${pageMs.toFixed(1)} ms a picture (drawing ${drawMs.toFixed(1)})  slowest action ${actionMs.toFixed(0)} ms`,
    { bench: 'live', network: style.network, ...SIZE, ...reading },
  );
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
