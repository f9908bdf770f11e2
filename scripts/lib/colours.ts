/**
 * What a film's colours mean. Those of high dynamic range, as telephones make them, are brighter than a painting can
 * be: they are brought to a screen's before they are painted; read as they stand, they would be pale.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Matrices that ffmpeg's scaler knows, by what ffprobe calls them. */
const MATRICES: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  bt470bg: 'bt470bg',
  smpte170m: 'smpte170m',
  smpte240m: 'smpte240m',
  fcc: 'fcc',
  bt2020nc: 'bt2020',
};

/** What a file does not say follows from its size, as in every player. */
export function matrixOf(named: string | undefined, height: number): string {
  return MATRICES[named ?? ''] ?? (height >= 720 ? 'bt709' : 'smpte170m');
}

/** What ffprobe says of a film's colours. */
export interface Colours {
  readonly color_transfer?: string | undefined;
  readonly color_primaries?: string | undefined;
  readonly color_space?: string | undefined;
}

/** A film's high dynamic range. */
export interface Hdr {
  /** What people call it. */
  readonly name: 'HLG' | 'PQ';
  /** The filters that bring pictures of any size to `bt709`; null where this ffmpeg has none that do. */
  readonly filters: string | null;
}

const TRANSFERS: Readonly<Record<string, Hdr['name']>> = { 'arib-std-b67': 'HLG', smpte2084: 'PQ' };
/** What diffuse white is in such films, in cd/m2 (ITU-R BT.2408): the white of a painting's paper. */
const WHITE = 203;
/** Only what is brighter than this part of it is dimmed, to make room for what is brighter than white. */
const KNEE = 0.6;

/** A film's high dynamic range; null where it has none. */
export async function hdrOf(colours: Colours): Promise<Hdr | null> {
  const name = TRANSFERS[colours.color_transfer ?? ''];
  if (name === undefined) return null;
  const there = await filterNames();
  const can = ['zscale', 'tonemap'].every((filter) => there.includes(filter));
  return { name, filters: can ? toneMapping(colours) : null };
}

/** By way of light itself, in which colours can be mixed. */
function toneMapping({ color_primaries: primaries, color_space: matrix }: Colours): string {
  const known = (value = 'unknown'): boolean => value !== 'unknown' && value !== 'reserved';
  return [
    // What a file does not say is as in every other such film.
    ...(known(primaries) ? [] : ['setparams=color_primaries=bt2020']),
    ...(known(matrix) ? [] : ['setparams=colorspace=bt2020nc']),
    // It takes odd sizes, too, where each pixel has a colour of its own.
    'format=yuv444p12',
    `zscale=t=linear:npl=${WHITE}`,
    'format=gbrpf32',
    'zscale=p=709',
    `tonemap=mobius:param=${KNEE}:desat=0`,
    'zscale=t=709:m=709:r=limited',
    'format=yuv444p',
  ].join();
}

/** The names of the filters that this ffmpeg has. */
async function filterNames(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ffmpeg', ['-hide_banner', '-filters']).catch(() => ({
    stdout: '',
  }));
  return stdout.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? '');
}
