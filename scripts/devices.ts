/** npm run devices: what this machine can run on, measured. */
import { Command } from 'commander';
import { lite } from '../src-main/nets/index.ts';
import { listDevices, openDevice } from '../src-main/runtime/devices.ts';
import { runMain } from './lib/cli.ts';
import { measurePainting, randomStyle } from './lib/measure.ts';

const program = new Command('devices')
  .description('what this machine can run on, with milliseconds per frame at 640x480')
  .option('--json', 'one JSON object per line on standard output');

async function main(): Promise<void> {
  const { json } = program.parse().opts<{ json?: boolean }>();
  const style = randomStyle(lite());
  for (const device of await listDevices()) {
    let measured: { msPerFrame: number } | null = null;
    let reason = device.reason;
    if (device.available) {
      try {
        const { median } = await measurePainting(
          await openDevice(device.id),
          style,
          { width: 640, height: 480 },
          10,
        );
        measured = { msPerFrame: median };
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (json)
      console.log(
        JSON.stringify({
          ...device,
          available: measured !== null,
          ...(reason === undefined ? {} : { reason }),
          ...measured,
        }),
      );
    else
      console.log(
        `${device.id.padEnd(16)} ${device.name.padEnd(28)} ${measured ? `${measured.msPerFrame.toFixed(1)} ms per frame` : `not available: ${reason ?? ''}`}`,
      );
  }
}

await runMain(main);
