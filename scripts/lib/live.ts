/** The live view measured end to end: our server, a real Chromium, a fake camera. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openBareBrowser, type BareBrowser } from './bareBrowser.ts';
import { fail } from './cli.ts';

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
  /** Resident memory of all our processes, the browser's not included; null where it cannot be read. */
  readonly memoryMb: number | null;
}

const Stats = z.object({
  painted: z.number(),
  ageMs: z.number(),
  worstAgeMs: z.number(),
  drawMs: z.number(),
});

/** Opens the app on a fake camera at 640x480 and watches the stage. */
export async function measureLive(options: LiveOptions): Promise<LiveReading> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-bench-'));
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ version: 1, welcomed: true, styleId: options.styleId }),
  );
  const entry = fileURLToPath(new URL('../../out/main/server.js', import.meta.url));
  const server = spawn(process.execPath, [entry, '--no-open', '--port', '0'], {
    env: { ...process.env, PASTICHE_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let browser: BareBrowser | undefined;
  try {
    const url = await addressOf(server);
    const opened = performance.now();
    const page = (browser = await openBareBrowser(options.browser, url, flagsFor(options.camera)));
    const read = async (): Promise<z.infer<typeof Stats>> =>
      Stats.parse(
        await page.evaluate('window.__pastiche?.stats ?? { painted: 0, ageMs: 0, worstAgeMs: 0, drawMs: 0 }'),
      );
    // While the page is still being loaded there is nothing to ask.
    const started = (): Promise<boolean> =>
      read().then(
        ({ painted }) => painted > 0,
        () => false,
      );
    while (!(await started())) {
      if (performance.now() - opened > 60_000) fail('no frame was painted within a minute');
      await pause(20);
    }
    const firstFrameMs = performance.now() - opened;
    // The other styles are loaded and the gallery filled first: that is not the steady state.
    await pause(8000);
    await page.command('Performance.enable', { timeDomain: 'threadTicks' });
    const [before, from, busyFrom] = [await read(), performance.now(), await busyMs(page)];
    const ages: number[] = [];
    let worstAgeMs = 0;
    for (let i = 0; i < options.seconds * 2; i++) {
      await pause(500);
      const { ageMs, worstAgeMs: worst } = await read();
      ages.push(ageMs);
      worstAgeMs = Math.max(worstAgeMs, worst);
    }
    const after = await read();
    const painted = after.painted - before.painted;
    const lasted = performance.now() - from;
    const pageMs = ((await busyMs(page)) - busyFrom) / painted;
    return {
      fps: (painted * 1000) / lasted,
      pageMs,
      drawMs: (after.drawMs - before.drawMs) / painted,
      actionMs: await slowestAction(page),
      ageMs: ages.reduce((sum, age) => sum + age, 0) / ages.length,
      worstAgeMs,
      firstFrameMs,
      memoryMb: await memoryOf(server.pid ?? 0),
    };
  } finally {
    await browser?.close();
    server.kill('SIGTERM');
    await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
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
    const text = { key, text: key, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) };
    await page.command('Input.dispatchKeyEvent', { type: 'keyDown', ...text });
    await page.command('Input.dispatchKeyEvent', { type: 'keyUp', ...text });
    await pause(400);
  }
  return z.number().parse(await page.evaluate('window.slowestAction'));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function addressOf(server: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string];
  return /http:\S+/.exec(line)?.[0] ?? fail(`the server did not say where it is: ${line}`);
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
