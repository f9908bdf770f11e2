/** npm run devices: what this machine can run on, measured. */
import { Command } from 'commander';
import { z } from 'zod';
import { measureApart } from '../src-main/measure/apart.ts';
import type { ToMeasure } from '../src-main/measure/protocol.ts';
import { forkChild } from '../src-main/process/child.ts';
import { knownDevices } from '../src-main/runtime/devices.ts';
import { processEntry } from '../src-main/studio/entries.ts';
import { runMain } from './lib/cli.ts';
import { useFetchedRuntime } from './lib/device.ts';
import { jsonFlag, readFlags, toggle } from './lib/flags.ts';

const program = new Command('devices').description(
  'what this machine can run on, with milliseconds per frame at 640x480',
);

const Flags = z.object({
  training: toggle('measure a training step, too'),
  json: jsonFlag,
});

const PICTURE = { style: null, width: 640, height: 480 };

async function main(): Promise<void> {
  const { json, training } = readFlags(program, Flags);
  useFetchedRuntime();
  const spawn = forkChild<ToMeasure>(processEntry('measure'));
  for (const { id, name } of knownDevices()) {
    const found = await measureApart(spawn, { ...PICTURE, device: id, training });
    if (json) {
      const { works: available, ...rest } = found;
      console.log(JSON.stringify({ id, name, available, ...rest }));
      continue;
    }
    const step = found.works && found.msPerStep !== null ? `, ${found.msPerStep.toFixed(0)} ms per step` : '';
    const noStep = found.works && found.noStep !== undefined ? `, cannot train: ${found.noStep}` : '';
    const text = found.works
      ? `${found.msPerFrame.toFixed(1)} ms per frame${step}${noStep}`
      : `not available: ${found.reason}`;
    console.log(`${id.padEnd(16)} ${name.padEnd(44)} ${text}`);
  }
}

await runMain(main);
