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
  /** Resident memory of all our processes, the browser's not included; null where it cannot be read. */
  readonly memoryMb: number | null;
}

const Stats = z.object({
  painted: z.number(),
  ageMs: z.number(),
  worstAgeMs: z.number(),
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
      Stats.parse(await page.evaluate('window.__pastiche?.stats ?? { painted: 0, ageMs: 0, worstAgeMs: 0 }'));
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
    const [before, from] = [await read(), performance.now()];
    const ages: number[] = [];
    let worstAgeMs = 0;
    for (let i = 0; i < options.seconds * 2; i++) {
      await pause(500);
      const { ageMs, worstAgeMs: worst } = await read();
      ages.push(ageMs);
      worstAgeMs = Math.max(worstAgeMs, worst);
    }
    const painted = (await read()).painted - before.painted;
    return {
      fps: (painted * 1000) / (performance.now() - from),
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
