/** Each process is killed at random moments of a recording: at most its last second is lost. */
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type App, expect, test } from '../support/app.ts';
import { smoothClip, soundClip } from '../support/clips.ts';
import { decodeAll, finishedClip, probe, recorded, recorder, recordFor } from '../support/recordings.ts';
import { ask } from '../support/talk.ts';
import { ffmpegPath, ffmpegProblem } from '../support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

const KILLS = Number(process.env['PASTICHE_KILLS'] ?? 20);
const small = { resolution: { width: 320, height: 240 }, targetFps: 30, microphone: true } as const;

/** A recording that has run for a random while and has something on disk. */
async function recording(app: App): Promise<void> {
  await recordFor(app.page, 1);
  await expect
    .poll(async () => (await recorder(app.page)).bytes, { timeout: 60_000 })
    .toBeGreaterThan(10_000);
  await pause(4000 * Math.random());
}

/** What the page had shown as recorded when it or its server died, and what the file has of it. */
function lost(clip: string, seconds: number, worstAgeMs: number): number {
  expect(decodeAll(clip), 'it plays').toBe('');
  const { times, codecs } = probe(clip);
  expect(codecs).toHaveLength(2);
  // The counter is at the latest picture taken, which may not have been painted yet.
  return seconds - times.at(-1)! - worstAgeMs / 1000;
}

for (const victim of ['server', 'page', 'painter'] as const) {
  test(`${KILLS} times the ${victim}`, async ({ folder, openApp }) => {
    test.skip(
      victim === 'page' && process.platform === 'win32',
      'Windows has no signal that asks a server to end',
    );
    test.setTimeout(KILLS * 60_000);
    const losses: number[] = [];
    for (let i = 0; i < KILLS; i++) {
      const data = join(folder, String(i));
      const options = { camera: smoothClip(), microphone: soundClip(), settings: small, data };
      const app = await openApp(options);
      await recording(app);
      const { seconds, worstAgeMs } = await recorder(app.page);
      if (victim === 'painter') {
        const { pid } = await ask(app.page, 'engine.state', {});
        process.kill(pid!, 'SIGKILL');
        await recorded(app.page, seconds + 2);
        await app.page.keyboard.press('r');
      } else if (victim === 'server') {
        await app.killServer();
        await app.startServer();
      } else {
        await app.killBrowser();
        // Which waits for its page, for minutes.
        await app.stopServer();
      }
      const clip = await finishedClip(join(data, 'recordings'));
      // A painter's death ends nothing: all of it has to be there.
      const wanted = victim === 'painter' ? (await recorder(app.page)).seconds : seconds;
      losses.push(lost(clip, wanted, worstAgeMs));
      // What is left of it would slow down the next one.
      if (victim === 'page') continue;
      await app.killBrowser();
      await app.killServer();
    }
    console.log(`${victim}: lost at most ${Math.max(...losses).toFixed(2)} s in ${KILLS} kills`);
    expect(Math.max(...losses)).toBeLessThan(1);
  });
}
