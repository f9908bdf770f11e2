/**
 * Sound and pictures of a long recording, against each other: what is recorded flashes and beeps once a
 * second, both by one clock.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { movingClip, soundClip } from '../support/clips.ts';
import { decodeAll, finishedClip, recorder, recordFor } from '../support/recordings.ts';
import { ffmpegPath, ffmpegProblem } from '../support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

const MINUTES = Number(process.env['PASTICHE_MINUTES'] ?? 10);

/** Puts a camera and a microphone into the page whose flashes and beeps are the audio clock's seconds. */
async function flashAndBeep(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    let made: { video: MediaStream; audio: MediaStream } | undefined;
    const make = (): NonNullable<typeof made> => {
      const sound = new AudioContext({ sampleRate: 48_000 });
      const out = sound.createMediaStreamDestination();
      const beeps = sound.createBuffer(1, 48_000, 48_000);
      const samples = beeps.getChannelData(0);
      for (let i = 0; i < 2400; i++) samples[i] = 0.8 * Math.sin((2 * Math.PI * 1000 * i) / 48_000);
      const source = new AudioBufferSourceNode(sound, { buffer: beeps, loop: true });
      source.connect(out);
      const begin = sound.currentTime + 0.2;
      source.start(begin);
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [320, 240];
      const brush = canvas.getContext('2d')!;
      setInterval(() => {
        const into = (sound.currentTime - begin) % 1;
        brush.fillStyle = into >= 0 && into < 0.2 ? '#fff' : '#101010';
        brush.fillRect(0, 0, 320, 240);
        // A picture that does not change is not given.
        brush.fillStyle = Math.random() < 0.5 ? '#777' : '#999';
        brush.fillRect(0, 0, 4, 4);
      }, 16);
      return { video: canvas.captureStream(30), audio: out.stream };
    };
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      // Asked for all the same: only then are devices named.
      await real(wanted);
      made ??= make();
      return (wanted?.video ? made.video : made.audio).clone();
    };
  });
}

/**
 * Seconds of every flash in a clip: between the last picture that is dark and the first that is bright. By the first
 * alone, flashes would be late by half of what is between two pictures, which on a slow machine is 30 ms and more.
 */
function flashes(clip: string): number[] {
  const filter = 'signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const { stdout } = spawnSync(ffmpegPath!, ['-v', 'error', '-i', clip, '-an', '-vf', filter, '-fps_mode', 'passthrough', '-f', 'null', '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 }); // prettier-ignore
  const found = [...stdout.matchAll(/pts_time:([\d.]+)\s+lavfi\.signalstats\.YAVG=([\d.]+)/g)];
  const bright = found.map(([, time, level]) => [Number(time), Number(level) > 128] as const);
  return bright.flatMap(([time, on], i) => {
    const before = bright[i - 1];
    return on && before?.[1] === false ? [(before[0] + time) / 2] : [];
  });
}

/** Seconds of every beep in a clip. */
function beeps(clip: string): number[] {
  const rate = 48_000;
  const { stdout } = spawnSync(ffmpegPath!, ['-v', 'error', '-i', clip, '-vn', '-ac', '1', '-ar', String(rate), '-af', 'aresample=async=1:first_pts=0', '-f', 's16le', '-'], { maxBuffer: 2 ** 30 }); // prettier-ignore
  const step = rate / 500;
  const loud: boolean[] = [];
  for (let at = 0; at + 2 * step <= stdout.length; at += 2 * step) {
    let peak = 0;
    for (let i = 0; i < step; i++) peak = Math.max(peak, Math.abs(stdout.readInt16LE(at + 2 * i)));
    loud.push(peak > 3000);
  }
  // A beep begins where it has been quiet for a tenth of a second.
  return loud.flatMap((on, i) => (on && i > 50 && !loud.slice(i - 50, i).includes(true) ? [i / 500] : []));
}

/** The middle one of some numbers. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

test(`sound stays with its pictures for ${MINUTES} minutes`, async ({ folder, openApp }) => {
  test.setTimeout((MINUTES + 5) * 60_000);
  const { page } = await openApp({
    camera: movingClip(),
    microphone: soundClip(),
    settings: { microphone: true, strength: 0, resolution: { width: 320, height: 240 } },
    before: flashAndBeep,
  });
  await recordFor(page, 1);
  await page.waitForTimeout(MINUTES * 60_000);
  const { frames, dropped } = await recorder(page);
  await page.keyboard.press('r');
  const clip = await finishedClip(join(folder, 'data', 'recordings'));
  expect(decodeAll(clip)).toBe('');

  const [seen, heard] = [flashes(clip), beeps(clip)];
  expect(seen.length).toBeGreaterThan(MINUTES * 50);
  // Each flash beside the beep nearest to it.
  const apart = seen.map((time) =>
    heard.reduce((best, beep) => (Math.abs(beep - time) < Math.abs(best) ? beep - time : best), Infinity),
  );
  const tenth = Math.ceil(apart.length / 10);
  const [first, last] = [median(apart.slice(0, tenth)), median(apart.slice(-tenth))];
  const ms = (seconds: number): string => `${(1000 * seconds).toFixed(0)} ms`;
  console.log(`${frames} pictures, ${dropped} dropped; the sound is ${ms(first)} late in the first tenth, ${ms(last)} in the last; ${ms(median(apart))} in all`); // prettier-ignore
  expect(Math.abs(last - first), 'they come apart').toBeLessThan(0.04);
  expect(Math.abs(median(apart)), 'they are apart').toBeLessThan(0.04);
});
