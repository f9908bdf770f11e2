/** npm run bench: painting (ms per frame) and training (ms per step). */
import { Command } from 'commander';
import { z } from 'zod';
import { measureTraining } from '../src-main/measure/measure.ts';
import { swift, USUAL_NETWORK } from '../src-main/nets/index.ts';
import type { TrainingOptions } from '../src-main/train/options.ts';
import { listDevices } from '../src-main/runtime/devices.ts';
import type { Device } from '../src-main/runtime/types.ts';
import { benchPainting, onePerNetwork, shippedStyles, USUAL_SIZE, type Print } from './bench/painting.ts';
import { benchBeside } from './bench/beside.ts';
import { benchPresets, PresetsFlags } from './bench/presets.ts';
import { profileStyle } from './bench/profile.ts';
import { fail, runMain } from './lib/cli.ts';
import { AUTO, openForPainting, useFetchedRuntime } from './lib/device.ts';
import { flag, jsonFlag, readFlags, toggle, whole } from './lib/flags.ts';
import { type LiveOptions, measureLive } from './lib/live.ts';
import { findInstalledBrowser } from './lib/programs.mjs';
import { ensureBrowser, ensureBuild } from './lib/ready.mjs';
import { modelsFolder } from './lib/styles.ts';
import { measureTrainingCost } from './lib/trainingCost.ts';

/** The network whose training is measured: the one that the app trains. */
const NETWORK = swift().name;

const program = new Command('bench').description('how fast this machine paints and trains');

const Flags = z.object({
  json: jsonFlag,
  device: flag(z.string().default('auto'), '<id>', `what to measure, or all; see npm run devices; ${AUTO}`),
  full: toggle('every shipped style at 320x240, 640x480, 1280x720 and 1920x1080; takes minutes'),
  profile: toggle('only show where a frame of 640x480 spends its time, by operator'),
  live: toggle('measure the live view in a real Chromium, too'),
  beside: toggle('only measure how much of its rate the live view keeps beside a recording and a training'),
  seconds: flag(whole(1, 36_000).default(15), '<n>', 'how long --live and --beside watch the live view'),
  camera: flag(z.string().optional(), '<file.y4m>', 'what the camera shows for --live and --beside'),
  ...PresetsFlags.shape,
});
type Flags = z.infer<typeof Flags>;

async function main(): Promise<void> {
  const flags = readFlags(program, Flags);
  const print: Print = (text, value) => console.log(flags.json ? JSON.stringify(value) : text);
  if (flags.beside) return beside(flags, print);
  const styles = await shippedStyles();
  useFetchedRuntime();
  const ids =
    flags.device === 'all'
      ? (await listDevices()).filter(({ available }) => available).map(({ id }) => id)
      : [flags.device];
  for (const id of ids) {
    const device = await openForPainting(id, USUAL_NETWORK);
    if (flags.presets !== undefined) await benchPresets(device, flags, print);
    else if (flags.profile) await profile(device, styles, print);
    else {
      await benchPainting(device, styles, flags.full, print);
      await training(device, print);
      await cost(device.id, print);
    }
  }
  if (flags.live && !flags.profile && flags.presets === undefined) await live(flags, print);
}

type Styles = Awaited<ReturnType<typeof shippedStyles>>;

async function profile(device: Device, styles: Styles, print: Print): Promise<void> {
  for (const { network, style } of onePerNetwork(styles)) {
    const rows = await profileStyle(device, style, USUAL_SIZE);
    const total = rows.reduce((sum, { ms }) => sum + ms, 0);
    for (const { operator, provider, nodes, ms } of rows) {
      print(
        `${device.id} ${network.padEnd(14)} ${operator.padEnd(24)} ${ms.toFixed(2).padStart(7)} ms ${((100 * ms) / total).toFixed(0).padStart(3)} %  ${nodes} on ${provider}`,
        { bench: 'profile', device: device.id, network, ...USUAL_SIZE, operator, provider, nodes, ms },
      );
    }
  }
}

async function training(device: Device, print: Print): Promise<void> {
  // The two-scale loss with every style layer is the costlier one that other trainers are compared at.
  const losses: Record<string, z.input<typeof TrainingOptions>> = {
    'two scales, four layers': COMPARED,
    'default losses': {},
  };
  for (const [label, settings] of Object.entries(losses)) {
    const { median, p95 } = await measureTraining(device, { network: NETWORK, ...settings }, 10);
    print(
      `train 256x256  ${`${NETWORK}, ${label}`.padEnd(36)} ${median.toFixed(0).padStart(7)} ms  p95 ${p95.toFixed(0).padStart(6)}  per step, batch 1`,
      {
        bench: 'train',
        device: device.id,
        network: NETWORK,
        losses: label,
        size: 256,
        batch: 1,
        median,
        p95,
      },
    );
  }
}

/** What a training costs beside its steps. */
async function cost(device: string, print: Print): Promise<void> {
  const steps = 40;
  const figures = await measureTrainingCost(device, steps);
  const { peakMb, dataShare, checkpointShare, checkpointMs } = figures;
  print(
    `train 256x256  ${`${NETWORK}, its process`.padEnd(36)} ${peakMb.toFixed(0).padStart(7)} MB  waiting for pictures ${(100 * dataShare).toFixed(2)} %  checkpoints ${(100 * checkpointShare).toFixed(2)} % (${checkpointMs.toFixed(0)} ms each half minute)`,
    { bench: 'train-cost', network: NETWORK, size: 256, batch: 1, steps, ...figures },
  );
}

/** The losses that the PyTorch figure in docs/benchmarks.md was measured with. */
const COMPARED: z.input<typeof TrainingOptions> = {
  styleScales: [0, 1],
  styleLayers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
  contentLayers: ['relu3_2'],
};

/** What both measurements of the live view are made with. */
async function liveOptions({ camera, seconds }: Flags): Promise<LiveOptions & { network: string }> {
  const [style] = await shippedStyles();
  if (!style) fail(`there is no style in ${modelsFolder}`);
  await ensureBuild();
  return {
    styleId: style.style.id,
    network: style.network,
    browser: findInstalledBrowser() ?? (await ensureBrowser()),
    seconds,
    ...(camera !== undefined && { camera }),
  };
}

async function beside(flags: Flags, print: Print): Promise<void> {
  const options = await liveOptions(flags);
  for (const resolution of ['auto', USUAL_SIZE] as const) await benchBeside(options, resolution, print);
}

async function live(flags: Flags, print: Print): Promise<void> {
  const { network, ...options } = await liveOptions(flags);
  for (const resolution of ['auto', USUAL_SIZE] as const) {
    const { first, ...reading } = await measureLive(options, resolution);
    const { width, height, fps, gapP95Ms, ageMs, worstAgeMs, firstFrameMs, memoryMb, endMemoryMb } = reading;
    const { pageMs, drawMs, actionMs, recoveryMs } = reading;
    const held = resolution === 'auto' ? 'auto' : 'held';
    print(
      `live  ${`${first.width}x${first.height}`.padEnd(8)} ${held} ${network.padEnd(12)}  ${first.fps.toFixed(1)} fps for the first ${first.seconds} s (95 of 100 within ${first.gapP95Ms.toFixed(0)} ms)`,
      { bench: 'live-first', network, resolution, ...first },
    );
    const mb = (value: number | null): string => value?.toFixed(0) ?? '?';
    print(
      [
        `live  ${`${width}x${height}`.padEnd(8)} ${held} ${network.padEnd(12)}`,
        `${fps.toFixed(1)} fps for ${options.seconds} s (95 of 100 within ${gapP95Ms.toFixed(0)} ms)`,
        `${ageMs.toFixed(0)} ms old (worst ${worstAgeMs.toFixed(0)})`,
        `first frame ${(firstFrameMs / 1000).toFixed(1)} s`,
        `memory ${mb(memoryMb)} to ${mb(endMemoryMb)} MB`,
        `page ${pageMs.toFixed(1)} ms a picture (drawing ${drawMs.toFixed(1)})`,
        `slowest action ${actionMs.toFixed(0)} ms`,
        `painter killed and back ${(recoveryMs / 1000).toFixed(1)} s`,
      ].join('  '),
      { bench: 'live', network, resolution, ...reading, seconds: options.seconds },
    );
  }
}

await runMain(main);
