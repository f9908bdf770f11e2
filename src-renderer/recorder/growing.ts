/** Files that play at every moment while they grow: a fragment after each key frame, appended and never touched again. */
import { AppendOnlyStreamTarget, Mp4OutputFormat, Output, WebMOutputFormat } from 'mediabunny';
import type { ClipFormat } from './format.ts';

/** What is written into a file, where another name does not lose it. */
export interface Label {
  /** The style's name. */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

/** A file with a key frame every so many seconds, whose bytes are written as soon as they are a fragment. */
export function growingOutput(
  container: ClipFormat['container'],
  keyEvery: number,
  write: (bytes: Uint8Array) => void,
): Output {
  const shortest = keyEvery * 0.9;
  const output = new Output({
    format:
      container === 'mp4'
        ? new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: shortest })
        : new WebMOutputFormat({ appendOnly: true, minimumClusterDuration: shortest }),
    target: new AppendOnlyStreamTarget(
      new WritableStream<Uint8Array>({
        write: (bytes) => {
          write(bytes);
          forgetWritten(output);
        },
      }),
    ),
  });
  return output;
}

/** Writes a label into what begins. */
export function label(output: Output, container: ClipFormat['container'], { title, begun }: Label): void {
  // What Mediabunny writes of a `date` is its day.
  const date = { [container === 'mp4' ? '©day' : 'DATE']: new Date(begun).toISOString() };
  output.setMetadataTags({ title, comment: 'Pastiche', raw: date });
}

/** A fragment's part of one track. */
interface Fragment {
  readonly samples: unknown[];
}

/** What is looked for in an output; each part is missing where another version, or another container, has none. */
interface Inside {
  readonly _muxer?: { readonly trackDatas?: readonly { readonly finalizedChunks?: readonly Fragment[] }[] };
}

/** Some may have been written at once. */
const LATEST = 8;

/**
 * Mediabunny keeps what it knew of every packet of a fragmented MP4 (not its bytes) until the end, hundreds of
 * megabytes an hour, though it looks at each fragment's first one only. There is no option against it, so they are
 * taken out of the fragments that were written last.
 */
function forgetWritten(output: Output): void {
  const { _muxer } = output as unknown as Inside;
  for (const { finalizedChunks } of _muxer?.trackDatas ?? []) {
    for (const { samples } of finalizedChunks?.slice(-LATEST) ?? []) samples.splice(1);
  }
}
