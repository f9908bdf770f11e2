/** What tells this machine, its runtimes and its graphics drivers from others, as far as it can be read quickly. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { bundledVersion, cudaEntry } from '../../runtime/cudaRuntime.ts';
import { graphicsFacts } from './graphics.ts';

const VULKAN_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
const CARDS = '/sys/class/drm';

/** A word that changes with the processor, the system, a graphics card or its driver, and the runtimes. */
export async function machineKey(
  version: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const facts = [
    ...[version, platform(), arch(), release(), cpus()[0]?.model ?? '', String(cpus().length)],
    bundledVersion(),
    packageVersion('@tensorflow/tfjs-node-gpu'),
    cudaEntry(env) ?? '',
    env['VK_DRIVER_FILES'] ?? '',
    env['LD_LIBRARY_PATH'] ?? '',
    read('/proc/driver/nvidia/version'),
    ...VULKAN_FOLDERS.flatMap((folder) => listed(folder).map((file) => read(join(folder, file)))),
    ...listed(CARDS)
      .filter((card) => /^card\d+$/.test(card))
      .map((card) => read(join(CARDS, card, 'device', 'uevent'))),
    ...(await graphicsFacts(platform(), env)),
  ];
  return createHash('sha256').update(facts.join('\0')).digest('hex').slice(0, 32);
}

function packageVersion(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return (JSON.parse(readFileSync(entry, 'utf8')) as { version: string }).version;
  } catch {
    // Not there, or a package that does not show its own description: its version goes with ours.
    return '';
  }
}

/** The names in a folder; none where it is not there, or a system that confines us does not show it. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
