/** Unit and integration tests; the tests lie beside what they test. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  // Rune modules (*.svelte.ts) of the page are tested too.
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['src-main/**/*.test.ts', 'src-renderer/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    environment: 'node',
    env: softwareVulkan,
    // Numerical tests and real child processes share two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one core is left idle, which on two is half of them.
    maxWorkers: availableParallelism(),
    restoreMocks: true,
    sequence: { sequencer: SlowFirst },
  },
});
