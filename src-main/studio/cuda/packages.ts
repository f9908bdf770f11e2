/** The packages of the ONNX Runtime that came with Pastiche, to be copied. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { bundledPackage } from '../../runtime/cudaRuntime.ts';

/** Their folders, by name. */
export function bundledPackages(): Record<string, string> {
  const node = bundledPackage();
  const common = createRequire(join(node, 'package.json')).resolve('onnxruntime-common');
  // Its entry is in `dist/cjs`.
  return {
    'onnxruntime-node': unpacked(node),
    'onnxruntime-common': unpacked(dirname(dirname(dirname(common)))),
  };
}

/**
 * Where a folder of the app lies as files of its own. In a packaged app everything is in one archive, which
 * Electron lets be read as if it were a folder but not be walked through by `cp`; what `asarUnpack` in
 * package.json names lies beside it.
 */
export function unpacked(folder: string, separator = sep): string {
  return folder.replace(`${separator}app.asar${separator}`, `${separator}app.asar.unpacked${separator}`);
}
