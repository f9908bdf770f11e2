/** The live view measured end to end: our server, a real Chromium, a fake camera. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { percentile } from '../../src-main/measure/measure.ts';
import { type BareBrowser, openBareBrowser } from './bareBrowser.ts';
import { fail } from './cli.ts';
import { startOwnServer } from './ownServer.ts';

/** What is measured, and with what. */
export interface LiveOptions {
  readonly styleId: string;
  /** Path of a Chromium. */
  readonly browser: string;
  /** A .y4m or .mjpeg file as the camera's picture; without one, Chromium's test picture at 30 a second. */
  readonly camera?: string;
  readonly seconds: number;
}

/** The live view's figures over the measured seconds. */
export interface LiveReading {
  readonly fps: number;
  /** The time between a picture and the next that 95 of 100 keep to. */
  readonly gapP95Ms: number;
  readonly ageMs: number;
  readonly worstAgeMs: number;
  /** From starting the browser on the page to the first painted frame on the stage. */
  readonly firstFrameMs: number;
  /** Processor time of the page's main thread for each picture, drawing included. */
  readonly pageMs: number;
  /** Of that, what putting the picture on the canvas takes (by the clock). */
  readonly drawMs: number;
  /** The longest time from a key to the next frame of the page that shows what it did. */
  readonly actionMs: number;
  /** From killing the paint process to the next painted picture on the stage. */
  readonly recoveryMs: number;
  /** Resident memory of all our processes, the browser's not included, when the measuring begins and ends. */
  readonly memoryMb: Memory;
  readonly endMemoryMb: Memory;
  readonly first: FirstSeconds;
  /** Size at which it was painted at the end. */
  readonly width: number;
  readonly height: number;
}

/** The live view while it settles: the seconds after its first picture, which a person sees first. */
export interface FirstSeconds {
  readonly seconds: number;
  readonly fps: number;
  readonly gapP95Ms: number;
  /** Size at which it was painted at their end. */
  readonly width: number;
  readonly height: number;
}

/** Null where it cannot be read. */
type Memory = number | null;

/** A size at which the live view is held, or one of its own accord. */
export type Resolution = 'auto' | { readonly width: number; readonly height: number };

/** How long a start is watched before the steady state. */
const FIRST_SECONDS = 10;

const Stats = z.object({
  painted: z.number(),
  ageMs: z.number(),
  worstAgeMs: z.number(),
  drawMs: z.number(),
});

/** The app, open on a fake camera, its stage painted. */
export interface LiveApp {
  readonly page: BareBrowser;
  readonly serverPid: number;
  readonly firstFrameMs: number;
  read(): Promise<z.infer<typeof Stats>>;
  close(): Promise<void>;
}

/** Opens the app on a fake camera, with these settings, and waits for a painted picture. */
export async function openLive(
  { styleId, browser: executable, camera }: Omit<LiveOptions, 'seconds'>,
  settings: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<LiveApp> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-bench-'));
  const recordings = { PASTICHE_RECORDINGS: join(folder, 'recordings') };
  const server = await startOwnServer(folder, { styleId, ...settings }, { ...recordings, ...env });
  let browser: BareBrowser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const opened = performance.now();
    const page = (browser = await openBareBrowser(executable, server.url, flagsFor(camera)));
    const read = async (patienceMs?: number): Promise<z.infer<typeof Stats>> =>
      Stats.parse(
        await page.evaluate(
          'window.__pastiche?.stats ?? { painted: 0, ageMs: 0, worstAgeMs: 0, drawMs: 0 }',
          patienceMs,
        ),
      );
    // While the page is still being loaded there is nothing to ask. What was asked of the empty page before it is
    // never answered: waiting long for that would be taken for a slow start.
    const started = (): Promise<boolean> =>
      read(300).then(
        ({ painted }) => painted > 0,
        () => false,
      );
    while (!(await started())) {
      if (performance.now() - opened > 60_000) fail('no frame was painted within a minute');
      await pause(20);
    }
    return { page, serverPid: server.pid, firstFrameMs: performance.now() - opened, read, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the app on a fake camera and watches the stage. */
export async function measureLive(options: LiveOptions, resolution: Resolution): Promise<LiveReading> {
  const app = await openLive(options, { resolution });
  const { page, read, firstFrameMs } = app;
  try {
    const first = await firstSeconds(app);
    // The other styles are loaded, the gallery filled and a free size found first: that is not the steady state.
    if (resolution === 'auto') await pause(6000);
    await page.command('Performance.enable', { timeDomain: 'threadTicks' });
    const memoryMb = await memoryOf(app.serverPid);
    await takeGaps(page);
    const [before, from, busyFrom] = [await read(), performance.now(), await busyMs(page)];
    const [ages, gaps]: [number[], number[]] = [[], []];
    let worstAgeMs = 0;
    for (let i = 0; i < options.seconds * 2; i++) {
      await pause(500);
      const { ageMs, worstAgeMs: worst } = await read();
      ages.push(ageMs);
      gaps.push(...(await takeGaps(page)));
      worstAgeMs = Math.max(worstAgeMs, worst);
    }
    const after = await read();
    const painted = after.painted - before.painted;
    const lasted = performance.now() - from;
    const pageMs = ((await busyMs(page)) - busyFrom) / painted;
    return {
      fps: (painted * 1000) / lasted,
      gapP95Ms: percentile(gaps, 0.95),
      pageMs,
      drawMs: (after.drawMs - before.drawMs) / painted,
      ...(await sizeOf(page)),
      endMemoryMb: await memoryOf(app.serverPid),
      actionMs: await slowestAction(page),
      ageMs: ages.reduce((sum, age) => sum + age, 0) / ages.length,
      worstAgeMs,
      firstFrameMs,
      first,
      memoryMb,
      recoveryMs: await recovery(page, read),
    };
  } finally {
    await app.close();
  }
}

async function firstSeconds({ page, read }: LiveApp): Promise<FirstSeconds> {
  await takeGaps(page);
  const [before, from] = [await read(), performance.now()];
  await pause(FIRST_SECONDS * 1000);
  const [after, lasted, gaps] = [await read(), performance.now() - from, await takeGaps(page)];
  const fps = ((after.painted - before.painted) * 1000) / lasted;
  return { seconds: FIRST_SECONDS, fps, gapP95Ms: percentile(gaps, 0.95), ...(await sizeOf(page)) };
}

const Size = z.object({ width: z.number().positive(), height: z.number().positive() });

/** The size of the painting on the stage. */
export async function sizeOf(page: BareBrowser): Promise<z.infer<typeof Size>> {
  return Size.parse(await page.evaluate('window.__pastiche.stats'));
}

async function takeGaps(page: BareBrowser): Promise<number[]> {
  return z.array(z.number()).parse(await page.evaluate('window.__pastiche.takeGaps()'));
}

/** A camera that is allowed; sandboxing is left off for root, where Chromium refuses it. */
function flagsFor(camera: string | undefined): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--use-fake-ui-for-media-stream',
    ...(camera === undefined
      ? ['--use-fake-device-for-media-stream=fps=30']
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]),
  ];
}

const Metrics = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

/** Processor time that the page's main thread has used, in milliseconds. */
async function busyMs(page: BareBrowser): Promise<number> {
  const { metrics } = Metrics.parse(await page.command('Performance.getMetrics'));
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  return seconds === undefined ? fail('the browser tells no times') : seconds * 1000;
}

/** Kills the painter and waits until the stage shows a painting again. */
async function recovery(page: BareBrowser, read: () => Promise<z.infer<typeof Stats>>): Promise<number> {
  const pid = z.number().parse(await page.evaluate('window.__pastiche.stats.enginePid'));
  const { painted } = await read();
  const killed = performance.now();
  process.kill(pid, 'SIGKILL');
  // Some that were painted before may still be on their way.
  while ((await read()).painted < painted + 3) {
    if (performance.now() - killed > 60_000) fail('the painter did not come back within a minute');
    await pause(20);
  }
  return performance.now() - killed;
}

/** Keys of actions that undo each other, so that the view is afterwards as before. */
const ACTIONS = ['m', 'm', 'd', 'd', '-', '+', ' ', ' ', 'k', 'k', ']', '['];

/** Presses keys as a person does and gives the longest time to the frame that shows the answer. */
async function slowestAction(page: BareBrowser): Promise<number> {
  await page.evaluate(`
    window.slowestAction = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.slowestAction = Math.max(window.slowestAction, duration);
    }).observe({ type: 'event', durationThreshold: 16 });
  `);
  for (const key of ACTIONS) {
    await pressKey(page, key);
    await pause(400);
  }
  return z.number().parse(await page.evaluate('window.slowestAction'));
}

/** Presses a key that writes a character, as a person does. */
export async function pressKey(page: BareBrowser, key: string): Promise<void> {
  const text = { key, text: key, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) };
  await page.command('Input.dispatchKeyEvent', { type: 'keyDown', ...text });
  await page.command('Input.dispatchKeyEvent', { type: 'keyUp', ...text });
}

/** Lets time pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resident memory in MB of a process and its children, where there is a /proc. */
async function memoryOf(pid: number): Promise<number | null> {
  const statuses = await Promise.all(
    (await readdir('/proc').catch(() => []))
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readFile(`/proc/${name}/status`, 'utf8').catch(() => '')),
  );
  const number = (text: string, key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const ours = new Set([pid]);
  for (let grown = true; grown;) {
    const size = ours.size;
    for (const text of statuses) if (ours.has(number(text, 'PPid'))) ours.add(number(text, 'Pid'));
    grown = ours.size > size;
  }
  const resident = statuses
    .filter((text) => ours.has(number(text, 'Pid')))
    .reduce((sum, text) => sum + number(text, 'VmRSS'), 0);
  return resident > 0 ? resident / 1024 : null;
}
