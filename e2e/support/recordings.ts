/** Recordings in tests: made through the page, looked at with ffmpeg. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from './app.ts';
import { ffmpeg, ffmpegPath, ffprobe } from './tools.ts';

/** What the page says of its recorder. */
export interface RecorderFigures {
  readonly status: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly frames: number;
  readonly dropped: number;
  /** Milliseconds from the camera to the stage, at worst. */
  readonly worstAgeMs: number;
}

/** Reads them. */
export function recorder(page: Page): Promise<RecorderFigures> {
  return page.evaluate(() => {
    const { stats } = (
      window as unknown as {
        __pastiche: { stats: { recorder: Omit<RecorderFigures, 'worstAgeMs'>; worstAgeMs: number } };
      }
    ).__pastiche;
    return { ...stats.recorder, worstAgeMs: stats.worstAgeMs };
  });
}

/** Waits until the stage paints, then starts a recording, and waits until it has so many seconds. */
export async function recordFor(page: Page, seconds: number): Promise<void> {
  const stage = page.getByTestId('stage');
  await expect(stage).toHaveAttribute('data-style', /^(?!camera)/, { timeout: 60_000 });
  // Until the camera is there, the stage shows a scene of ours.
  await expect(page.getByTestId('bar-record.toggle')).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press('r');
  await recorded(page, seconds);
}

/** Waits until the running recording has so many seconds, and something of it is on the main side. */
export async function recorded(page: Page, seconds: number): Promise<void> {
  await expect.poll(async () => (await recorder(page)).seconds, { timeout: 40_000 }).toBeGreaterThan(seconds);
}

/** Files in the recordings folder, which is made with the first, that are clips or pictures, finished or not. */
export function recordingsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort()
    .map((file) => join(folder, file));
}

/** Waits until the folder holds one finished clip more than it did, and gives the newest. */
export async function finishedClip(folder: string, count = 1): Promise<string> {
  const finished = (): string[] =>
    recordingsIn(folder).filter((file) => /\.(mp4|webm)$/.test(file) && !file.includes('.recording-'));
  await expect.poll(() => finished().length, { timeout: 30_000 }).toBe(count);
  return finished().at(-1)!;
}

/** What ffprobe finds in a clip. */
export interface Probe {
  /** From the header. */
  readonly seconds: number;
  readonly codecs: readonly string[];
  /** Width and height. */
  readonly size: readonly [number, number];
  readonly frames: number;
  /** When each picture is shown. */
  readonly times: readonly number[];
  /** When the sound ends; null where there is none. */
  readonly soundEnd: number | null;
}

/** Looks into a clip: all in one go, as starting the program takes longer than what it does. */
export function probe(file: string): Probe {
  const streamEntries = 'stream=index,codec_type,codec_name,width,height';
  const entries = `format=duration:${streamEntries}:packet=stream_index,pts_time`;
  const { format, streams, packets } = JSON.parse(ffprobe('-show_entries', entries, '-of', 'json', file)) as {
    format: { duration?: string };
    streams: { index: number; codec_type: string; codec_name: string; width?: number; height?: number }[];
    packets: { stream_index: number; pts_time?: string }[];
  };
  const first = (type: string) => streams.find(({ codec_type }) => codec_type === type);
  const timesOf = (index?: number): number[] =>
    packets
      .filter((packet) => packet.stream_index === index)
      .map(({ pts_time }) => parseFloat(pts_time ?? ''))
      .filter((time) => !Number.isNaN(time));
  const video = first('video');
  const times = timesOf(video?.index);
  return {
    seconds: Number(format.duration ?? NaN),
    codecs: streams.map(({ codec_type, codec_name }) => `${codec_type}:${codec_name}`),
    size: [video?.width ?? 0, video?.height ?? 0],
    frames: times.length,
    times,
    soundEnd: timesOf(first('audio')?.index).at(-1) ?? null,
  };
}

/** Decodes all of a clip; gives what ffmpeg has to complain about. */
export function decodeAll(file: string): string {
  // Pictures come when they come: ffmpeg must not press them into a rate, and complain where it cannot.
  const asTheyCome = ['-fps_mode', 'passthrough', '-enc_time_base:v', '-1'];
  const decoding = ['-v', 'error', '-i', file, ...asTheyCome, '-f', 'null', '-'];
  const result = spawnSync(ffmpegPath ?? 'ffmpeg', decoding, {
    encoding: 'utf8',
  });
  return result.stderr + (result.status === 0 ? '' : `exit code ${result.status}`);
}

/** One picture of a clip as a PNG. */
export function frameAt(file: string, seconds: number, out: string): string {
  ffmpeg('-ss', String(seconds), '-i', file, '-frames:v', '1', out);
  return out;
}

/** The loudest moment of a clip's sound (from one second to another) in decibels of full scale; silence is below -80. */
export function loudest(file: string, from: number, to: number): number {
  const part = ['-ss', String(from), '-t', String(to - from), '-i', file];
  const { stderr } = spawnSync(ffmpegPath!, [...part, '-vn', '-af', 'volumedetect', '-f', 'null', '-'], { encoding: 'utf8' }); // prettier-ignore
  return Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? NaN);
}

/** Ends the recording; resolves when the page rests. */
export async function stop(page: Page): Promise<void> {
  await page.keyboard.press('r');
  await idle(page);
}

/** Resolves when nothing is recorded any more. */
export async function idle(page: Page): Promise<void> {
  await expect.poll(async () => (await recorder(page)).status, { timeout: 60_000 }).toBe('idle');
}
