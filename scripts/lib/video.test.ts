/** Videos through the installed ffmpeg, and what is left behind when something fails. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findOnPath } from './programs.mjs';
import { framesOf, probeVideo, repaintVideo } from './video.ts';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-video-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ffmpeg(...args: string[]): boolean {
  return spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: folder }).status === 0;
}

/** A second of a test picture with a tone. A colon in its name must not make it a protocol. */
function clip(name: string, ...codec: string[]): string {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=1'];
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
  expect(ffmpeg(...picture, ...tone, ...codec, `file:${name}`)).toBe(true);
  return join(folder, name);
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

describe.skipIf(findOnPath('ffmpeg') === null || findOnPath('ffprobe') === null)('with ffmpeg', () => {
  const name = process.platform === 'win32' ? 'clip.mp4' : '10:30 clip.mp4';

  it('repaints every frame and keeps size, rate and sound, also in the place of its input', async () => {
    const file = clip(name);
    const info = await probeVideo(file);
    expect(info).toEqual({ width: 64, height: 48, rate: '10/1', frames: 10 });
    expect(await repaintVideo(file, file, info, negative)).toBe(10);
    expect(await probeVideo(file)).toEqual(info);
    expect(ffmpeg('-i', `file:${name}`, '-map', '0:a:0', '-f', 'null', '-')).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
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

  it('keeps the pace of a video whose frames come as it happens', async () => {
    const uneven = ['-vf', "select='not(eq(mod(n,5),1))'", '-fps_mode', 'vfr'];
    const file = clip('uneven.mp4', ...uneven);
    const info = await probeVideo(file);
    const [count = 0, over = 1] = info.rate.split('/').map(Number);
    const frames = await repaintVideo(file, join(folder, 'even.mp4'), info, negative);
    expect((frames * over) / count).toBeGreaterThan(0.8);
    expect((frames * over) / count).toBeLessThan(1.2);
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
