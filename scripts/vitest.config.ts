/** Unit and integration tests; the tests lie beside what they test. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { isTest, readSources } from './checks/sources.mjs';

/**
 * Chromium's software Vulkan device, where it is installed: with it the WebGPU tests run on machines
 * without a graphics card. A driver that was chosen outside is left alone.
 */
const SOFTWARE_VULKAN = '/usr/lib/chromium/vk_swiftshader_icd.json';
const softwareVulkan: Record<string, string> =
  existsSync(SOFTWARE_VULKAN) && process.env['VK_DRIVER_FILES'] === undefined
    ? { VK_DRIVER_FILES: SOFTWARE_VULKAN, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp' }
    : {};

/** Tests that train or paint for half a minute and more: begun last, they would leave the other core idle. */
const SLOW = ['train/agreement', 'runtime/agreement', 'nets/gradient', 'trainings/topic', 'train/session'];

/** The slow ones first. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.some((name) => moduleId.includes(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** For the programs that tests start (`src-main/process/testing/bundled.ts`); it goes with this run. */
const bundles = mkdtempSync(join(tmpdir(), 'pastiche-bundles-'));
process.on('exit', () => rmSync(bundles, { recursive: true, force: true, maxRetries: 10 }));

const root = resolve(import.meta.dirname, '..');
const tests = readSources(root).filter(({ path }) => isTest(path) && !path.startsWith('e2e/'));
/**
 * Whether a test file leaves in its process what the next one would stumble over: a module in another's
 * place, or codecs that Mediabunny cannot be made to forget.
 */
const leavesTraces = ({ text }: { text: string }): boolean => /\bvi\.(mock|doMock)\(|\buseSound\(/.test(text);
const pathOf = ({ path }: { path: string }): string => path;

export default defineConfig({
  root,
  // Rune modules (*.svelte.ts) of the page are tested too.
  plugins: [svelte({ configFile: false })],
  test: {
    environment: 'node',
    env: { ...softwareVulkan, PASTICHE_BUNDLES: bundles },
    // Numerical tests and real child processes share two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for may be a disk's or another process's, on a machine that has much to do.
    expect: { poll: { timeout: 20_000 } },
    // By default one core is left idle, which on two is half of them.
    maxWorkers: availableParallelism(),
    // What a test replaces is put back behind it: the next file may run in the same process.
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
    sequence: { sequencer: SlowFirst },
    projects: [
      // Loading the same modules for each of 250 files takes a third of the time.
      {
        extends: true,
        test: {
          name: 'together',
          isolate: false,
          include: tests.filter((each) => !leavesTraces(each)).map(pathOf),
        },
      },
      { extends: true, test: { name: 'alone', include: tests.filter(leavesTraces).map(pathOf) } },
    ],
  },
});
