/**
 * ONNX Runtime with its CUDA provider. The npm package does not contain the provider, which is some hundred
 * megabytes, and ONNX Runtime looks for it only beside its own library. So whoever fetches it puts a copy of
 * the package with it into a folder of its own, and names the folder in the environment.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** The environment variable that names the folder. */
export const CUDA_FOLDER = 'PASTICHE_CUDA_RUNTIME';
/** Where a package of ONNX Runtime keeps its libraries on the one system that has a CUDA provider for it. */
export const LIBRARIES = join('bin', 'napi-v6', 'linux', 'x64');
/** The provider's own libraries. */
export const PROVIDER_FILES = [
  'libonnxruntime_providers_cuda.so',
  'libonnxruntime_providers_shared.so',
] as const;

const require = createRequire(import.meta.url);

/** Has this process and those that it starts use the runtime in a data folder, if it was fetched; says where. */
export function useCudaRuntime(dataFolder: string): string {
  return (process.env[CUDA_FOLDER] ??= join(
    dataFolder,
    'runtimes',
    `onnxruntime-${bundledVersion()}-cuda12`,
  ));
}

/** The version of ONNX Runtime: a provider fits its own version only. */
export function bundledVersion(): string {
  const { version } = require(join(bundledPackage(), 'package.json')) as { version: string };
  return version;
}

/** The folder of the ONNX Runtime that came with Pastiche. */
export function bundledPackage(): string {
  return dirname(dirname(require.resolve('onnxruntime-node')));
}

/** The entry of an ONNX Runtime that has the CUDA provider, fetched or installed by hand; null without one. */
export function cudaEntry(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const named = env[CUDA_FOLDER];
  const folders = [...(named ? [join(named, 'node_modules', 'onnxruntime-node')] : []), bundledPackage()];
  const found = folders.find((folder) =>
    PROVIDER_FILES.every((file) => existsSync(join(folder, LIBRARIES, file))),
  );
  return found === undefined ? null : join(found, 'dist', 'index.js');
}
