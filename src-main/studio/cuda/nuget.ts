/** Where ONNX Runtime's makers publish its CUDA provider: the package, its size and checksum. */
import { z } from 'zod';
import { DownloadError, reasonOf, refused, type RemoteFile } from '../lossNetwork/download.ts';
import { type Fetch, ownFetch } from '../proxy.ts';

/** NuGet's list of packages, which is served over HTTPS by their registry: the checksum is as good as that. */
export const NUGET = 'https://api.nuget.org/v3/registration5-semver1';
const PACKAGE = 'microsoft.ml.onnxruntime.gpu.linux';
/** Where the libraries lie in the package. */
export const IN_PACKAGE = 'runtimes/linux-x64/native';
const ANSWER_MS = 20_000;

const Leaf = z.looseObject({ catalogEntry: z.url(), packageContent: z.url() });
const Catalog = z.looseObject({
  packageHash: z.base64(),
  packageHashAlgorithm: z.literal('SHA512'),
  packageSize: z.number().int().positive().max(4_000_000_000),
});

/**
 * Looks up the package of a version.
 * @throws {DownloadError} when it cannot be had.
 */
export async function findProvider(
  version: string,
  signal: AbortSignal,
  registry = NUGET,
  fetch = ownFetch,
): Promise<RemoteFile> {
  const leaf = await get(`${registry}/${PACKAGE}/${version}.json`, Leaf, signal, fetch);
  const secure = registry.startsWith('https:');
  const urls = [leaf.catalogEntry, leaf.packageContent];
  if (secure && urls.some((url) => !url.startsWith('https:'))) {
    throw new DownloadError(`${new URL(registry).host} names an address that is not safe`);
  }
  const { packageHash, packageSize } = await get(leaf.catalogEntry, Catalog, signal, fetch);
  return {
    mirrors: [leaf.packageContent],
    checksum: { algorithm: 'sha512', hex: Buffer.from(packageHash, 'base64').toString('hex') },
    bytes: packageSize,
  };
}

async function get<S extends z.ZodType>(
  url: string,
  schema: S,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<z.output<S>> {
  const { host } = new URL(url);
  let answer: unknown;
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    if (!response.ok) throw refused(response);
    answer = await response.json();
  } catch (error) {
    signal.throwIfAborted();
    throw new DownloadError(`${host}: ${reasonOf(error)}`);
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new DownloadError(`${host} answered something that is no description of a package`);
  return parsed.data;
}
