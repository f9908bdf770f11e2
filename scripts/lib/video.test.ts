/** Videos through the installed ffmpeg, and what is left behind when something fails. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { findOnPath } from './programs.mjs';
import { framesOf, probeVideo, repaintVideo, timesOf } from './video.ts';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-video-'));
afterAll(() => removeFolder(folder));

function ffmpeg(...args: string[]): boolean {
  return spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: folder }).status === 0;
}

/** Whether this ffmpeg can bring high dynamic range to a screen's. */
const zscale =
  findOnPath('ffmpeg') !== null &&
  spawnSync('ffmpeg', ['-filters'], { encoding: 'utf8' }).stdout.includes(' zscale ');

/** A second of a test picture with a tone. A colon in its name must not make it a protocol. */
function clip(name: string, ...codec: string[]): string {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=1'];
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
  expect(ffmpeg(...picture, ...tone, ...codec, `file:${name}`)).toBe(true);
  return join(folder, name);
}

/** When each packet of a track is shown. */
function shown(file: string, track: string): number[] {
  const args = [
    '-v',
    'error',
    '-select_streams',
    track,
    '-show_entries',
    'packet=pts_time',
    '-of',
    'csv=p=0',
  ];
  const { stdout } = spawnSync('ffprobe', [...args, `file:${file}`], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(parseFloat).sort((a, b) => a - b); // prettier-ignore
}

const negative = (rgba: Uint8Array): Promise<Uint8Array> => Promise.resolve(rgba.map((value) => 255 - value));

it('cuts a stream into frames and drops a rest', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const size of [1, 5, 2, 3]) yield await Promise.resolve(new Uint8Array(size).fill(size));
  }
  const frames: number[][] = [];
  for await (const frame of framesOf(chunks(), 4)) frames.push([...frame]);
  expect(frames).toEqual([
    [1, 5, 5, 5],
    [5, 5, 2, 2],
  ]);
});

it('reads when pictures are shown', async () => {
  async function* lines(): AsyncGenerator<string> {
    yield* await Promise.resolve([
      '#software: x',
      '#tb 0: 1/50',
      '0, 5, 10, 1, 8, 0x0',
      '0, 6, 35, 1, 8, 0x0',
    ]);
  }
  const times: number[] = [];
  for await (const time of timesOf(lines())) times.push(time);
  expect(times).toEqual([0.2, 0.7]);
});

const noTools = [
  findOnPath('ffmpeg') === null || findOnPath('ffprobe') === null,
  'ffmpeg is not installed',
] as const;

describe('with ffmpeg', () => {
  beforeEach(({ skip }) => skip(...noTools));

  const name = process.platform === 'win32' ? 'clip.mp4' : '10:30 clip.mp4';

  it('repaints every frame and keeps size, rate and sound, also in the place of its input', async () => {
    const file = clip(name);
    const info = await probeVideo(file);
    expect(info).toEqual({
      width: 64,
      height: 48,
      combed: null,
      matrix: 'smpte170m',
      hdr: null,
      rate: '10/1',
      frames: 10,
      sound: ['aac'],
      begin: 0,
    });
    expect(await repaintVideo(file, file, info, negative)).toBe(10);
    expect(await probeVideo(file)).toEqual({ ...info, matrix: 'bt709' });
    expect(ffmpeg('-i', `file:${name}`, '-map', '0:a:0', '-f', 'null', '-')).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it.each([
    ['half-pictures at their own height', ['-flags', '+ilme+ildct', '-top', '1'], 48, false],
    ['half-pictures at another height', ['-flags', '+ilme+ildct', '-top', '1'], 96, true],
    ['whole pictures', [], 48, true],
  ])('takes the comb out of a video, as the app does: %s', async (_what, flags, height, stays) => {
    const lines = "geq=lum='if(mod(Y,2),235,16)':cb=128:cr=128,format=yuv420p";
    const grey = ['-f', 'lavfi', '-i', 'color=c=gray:size=64x48:rate=5:duration=1'];
    expect(ffmpeg(...grey, '-vf', lines, '-c:v', 'mpeg2video', ...flags, '-q:v', '1', 'combed.mkv')).toBe(
      true,
    );
    const file = join(folder, 'combed.mkv');
    const info = await probeVideo(file);
    const seen: boolean[] = [];
    const look = (rgba: Uint8Array): Promise<Uint8Array> => {
      const green = (y: number): number => rgba[y * 64 * 4 + 1]!;
      seen.push(Math.abs(green(height / 4) - green(height / 4 + height / 48)) > 10);
      return Promise.resolve(rgba);
    };
    await repaintVideo(file, join(folder, 'painted combed.mp4'), { ...info, height }, look);
    expect([info.combed !== null, ...seen]).toEqual([flags.length > 0, ...Array<boolean>(5).fill(stays)]);
  });

  it('takes an upright video as it is shown', async () => {
    clip('lying.mp4');
    const turned =
      ffmpeg('-display_rotation', '90', '-i', 'lying.mp4', '-c', 'copy', 'upright.mp4') ||
      // Before ffmpeg 6.
      ffmpeg('-i', 'lying.mp4', '-c', 'copy', '-metadata:s:v', 'rotate=90', 'upright.mp4');
    expect(turned).toBe(true);
    expect(await probeVideo(join(folder, 'upright.mp4'))).toMatchObject({ width: 48, height: 64 });
  });

  it('makes square pixels of others, so that nothing is squeezed', async () => {
    const wide = await probeVideo(clip('wide.mp4', '-vf', 'setsar=4/3'));
    expect(wide).toMatchObject({ width: 86, height: 48 });
    const tall = await probeVideo(clip('tall.mp4', '-vf', 'setsar=3/4'));
    expect(tall).toMatchObject({ width: 64, height: 64 });
    const out = join(folder, 'painted wide.mp4');
    await repaintVideo(join(folder, 'wide.mp4'), out, wide, negative);
    expect(await probeVideo(out)).toMatchObject({ width: 86, height: 48 });
  });

  it.each(['bt709', 'smpte170m'])('keeps colours that are stored by %s', async (matrix) => {
    const stored = `format=rgb24,scale=out_color_matrix=${matrix},format=yuv420p`;
    const tags = ['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix];
    const colour = ['-f', 'lavfi', '-i', 'color=c=0x20a040:size=64x48:rate=5:duration=1'];
    expect(ffmpeg(...colour, '-vf', stored, ...tags, 'green.mp4')).toBe(true);
    const file = join(folder, 'green.mp4');
    const seen: number[] = [];
    const look = (rgba: Uint8Array): Promise<Uint8Array> => {
      seen.push(...rgba.subarray(0, 3));
      return Promise.resolve(rgba);
    };
    const out = join(folder, 'painted green.mp4');
    await repaintVideo(file, out, await probeVideo(file), look);
    expect((await probeVideo(out)).matrix).toBe('bt709');
    const raw = [
      '-vf',
      'scale=in_color_matrix=bt709',
      '-frames:v',
      '1',
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
    ];
    expect(ffmpeg('-i', out, ...raw, 'green.rgb')).toBe(true);
    const painted = readFileSync(join(folder, 'green.rgb'));
    [0x20, 0xa0, 0x40].forEach((value, channel) => {
      expect(Math.abs(seen[channel]! - value)).toBeLessThan(4);
      expect(Math.abs(painted[channel]! - value)).toBeLessThan(5);
    });
  });

  it.for([
    ['HLG', 'arib-std-b67', true],
    ['HLG', 'arib-std-b67', false],
    ['PQ', 'smpte2084', true],
  ] as const)(
    'brings the colours of a film in %s to a screen’s (%s, all said: %s)',
    async ([name, transfer, all], { skip }) => {
      skip(!zscale, 'this ffmpeg is made without zimg');
      // As cameras keep it: white is at 203 cd/m2.
      const bt709 = 'setparams=colorspace=gbr:color_primaries=bt709:color_trc=bt709:range=pc';
      const bright = `format=gbrp,${bt709},zscale=p=2020:t=${transfer}:m=2020_ncl:r=limited:npl=203,format=yuv420p10`;
      const tags = [
        '-color_trc',
        transfer,
        ...(all ? ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'] : []),
      ];
      const untagged = all ? [] : [',setparams=color_primaries=unknown:colorspace=unknown'];
      const colour = ['-f', 'lavfi', '-i', 'color=c=0xb0a060:size=64x48:rate=5:duration=1'];
      expect(
        ffmpeg(...colour, '-vf', [bright, ...untagged].join(''), ...tags, '-c:v', 'ffv1', 'bright.mkv'),
      ).toBe(true);
      const file = join(folder, 'bright.mkv');
      const info = await probeVideo(file);
      expect(info.hdr?.name).toBe(name);
      const seen: number[] = [];
      await repaintVideo(
        file,
        join(folder, 'painted bright.mp4'),
        { ...info, width: 32, height: 24 },
        (rgba) => {
          seen.push(...rgba.subarray(0, 3));
          return Promise.resolve(rgba);
        },
      );
      expect(seen).toHaveLength(5 * 3);
      [0xb0, 0xa0, 0x60].forEach((value, channel) =>
        expect(Math.abs(seen[channel]! - value)).toBeLessThan(6),
      );
    },
  );

  it('keeps every frame at the time it had, and the sound as it is, where frames come as it happens', async () => {
    const uneven = ['-vf', "select='not(eq(mod(n,5),1))',setpts=PTS+0.3/TB", '-fps_mode', 'vfr', '-bf', '2'];
    const file = clip('uneven.mp4', ...uneven);
    const out = join(folder, 'painted uneven.mp4');
    const info = await probeVideo(file);
    expect(await repaintVideo(file, out, info, negative)).toBe(8);
    const [before, after] = [shown(file, 'v:0'), shown(out, 'v:0')];
    expect(before).toHaveLength(8);
    expect(after).toEqual(before);
    expect(shown(out, 'a:0')).toEqual(shown(file, 'a:0'));
    expect((await probeVideo(out)).sound).toEqual(info.sound);
  });

  it('knows a container by its ending, however that is written', async () => {
    // Times that no count of milliseconds holds.
    const file = clip('loud.mp4', '-r', '30000/1001');
    const info = await probeVideo(file);
    const out = join(folder, 'LOUD.MP4');
    await repaintVideo(file, out, info, negative);
    expect(shown(out, 'v:0')).toEqual(shown(file, 'v:0'));
    const avi = join(folder, 'LOUD.AVI');
    await repaintVideo(file, avi, info, negative);
    expect((await probeVideo(avi)).rate).toBe(info.rate);
  });

  it('begins with the first picture of a broadcast, whose clock has run for hours', async () => {
    const file = clip('broadcast.ts', '-c:a', 'aac', '-output_ts_offset', '7200');
    const out = join(folder, 'painted broadcast.mp4');
    const [before, sound] = [shown(file, 'v:0'), shown(file, 'a:0')];
    expect(before[0]).toBeGreaterThan(7000);
    await repaintVideo(file, out, await probeVideo(file), negative);
    const zero = Math.min(before[0]!, sound[0]!);
    shown(out, 'v:0').forEach((time, at) => expect(time).toBeCloseTo(before[at]! - zero, 2));
    expect(shown(out, 'a:0')[0]).toBeCloseTo(sound[0]! - zero, 2);
  });

  it('encodes sound anew where the container does not take it', async () => {
    const out = join(folder, 'painted.webm');
    const file = clip('for-webm.mp4');
    expect(await repaintVideo(file, out, await probeVideo(file), negative)).toBe(10);
    expect((await probeVideo(out)).sound).toEqual([expect.stringMatching(/opus|vorbis/)]);
  });

  it('leaves what was there, and nothing else, when painting fails', async () => {
    const file = clip('whole.mp4');
    const out = join(folder, 'painted.mp4');
    writeFileSync(out, 'as before');
    const before = readdirSync(folder);
    const fails = (): Promise<Uint8Array> => Promise.reject(new Error('no paint'));
    await expect(repaintVideo(file, out, await probeVideo(file), fails)).rejects.toThrow('no paint');
    expect(readFileSync(out, 'utf8')).toBe('as before');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('names a file that is no video', async () => {
    writeFileSync(join(folder, 'no.mp4'), 'hello');
    await expect(probeVideo(join(folder, 'no.mp4'))).rejects.toThrow(/no\.mp4/);
  });
});
