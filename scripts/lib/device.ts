/** `--device` of the commands: one by its id, or `auto`, the fastest of those that Pastiche has measured here. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { messageOf } from '../../src-main/paint/refusal.ts';
import { useCudaRuntime } from '../../src-main/runtime/cudaRuntime.ts';
import { openDevice } from '../../src-main/runtime/devices.ts';
import type { Device } from '../../src-main/runtime/types.ts';
import { machineKey } from '../../src-main/studio/devices/machine.ts';
import { DeviceTopic } from '../../src-main/studio/devices/topic.ts';
import { appRoot } from '../../src-main/studio/entries.ts';
import { dataFolder } from '../../src-main/studio/paths.ts';

/** What the help says of `auto`. */
export const AUTO = 'auto is the fastest that Pastiche has measured here';

/** Has this process use the CUDA runtime that Pastiche has fetched; returns the data folder. */
export function useFetchedRuntime(): string {
  const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
  useCudaRuntime(data);
  return data;
}

/** What to paint on with such a network. @throws {RuntimeError} when that cannot be had. */
export function openForPainting(chosen: string, network: string): Promise<Device> {
  return open(chosen, async (data) => (await remembered(data, network)).order(chosen));
}

/** What to train on. @throws {RuntimeError} when that cannot be had. */
export function openForTraining(chosen: string): Promise<Device> {
  return open(chosen, async (data) => (await remembered(data, '')).trainingOrder(chosen));
}

async function open(chosen: string, order: (data: string) => Promise<string[]>): Promise<Device> {
  const data = useFetchedRuntime();
  if (chosen !== 'auto') return openDevice(chosen);
  for (const id of await order(data)) {
    if (id === 'cpu') break;
    try {
      return told(await openDevice(id));
    } catch (error) {
      console.error(messageOf(error));
    }
  }
  return told(await openDevice('cpu'));
}

function told(device: Device): Device {
  console.error(`on: ${device.name} (--device ${device.id})`);
  return device;
}

/** What the app has measured on this machine; nothing is measured now. */
async function remembered(folder: string, network: string): Promise<DeviceTopic> {
  const { version } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
  return DeviceTopic.open({
    folder,
    machine: machineKey(version, process.env),
    stage: () => ({ file: null, network, width: 640, height: 480 }),
    changed: () => undefined,
    ranked: () => undefined,
  });
}
