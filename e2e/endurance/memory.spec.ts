/**
 * An hour at 1920x1080 takes no more memory than a minute: on the page's side, which encodes and sends, and on the main
 * side, which writes. Real but for the encoders, and as fast as it goes; each side is a process of its own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { expect, test } from '../support/app.ts';
import { root } from '../support/tools.ts';
import type { Minute, Outcome } from './hour/protocol.ts';

const MINUTES = Number(process.env['PASTICHE_LONG_MINUTES'] ?? 60);
/** What the system gave is given back when the garbage collector likes; what is held is exact. */
const SLACK = { peak: 64 * 2 ** 20, held: 24 * 2 ** 20 };
/** The index of an hour: 108 000 pictures and 360 000 pieces of sound. */
const INDEX = 400 * 2 ** 20;
/** So many pictures wait for the encoder, one is held, one is on its way. */
const MOST_FRAMES = 12;

const mega = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

function run(container: 'mp4' | 'webm', folder: string): Promise<Outcome> {
  const tsx = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs'));
  const page = fork(
    join(import.meta.dirname, 'hour', 'page.ts'),
    [container, String(MINUTES), join(folder, 'recordings')],
    { execArgv: ['--import', tsx.href] },
  );
  return Promise.race([
    once(page, 'message').then(([outcome]) => outcome as Outcome),
    once(page, 'exit').then(([code]) => Promise.reject(new Error(`It ended with ${String(code)}.`))),
  ]);
}

for (const container of ['mp4', 'webm'] as const) {
  test(`${MINUTES} minutes at 1920x1080 as ${container} take no more memory than one`, async ({ folder }) => {
    test.setTimeout((MINUTES + 5) * 60_000);
    const { minutes, finishing, frames, clip } = await run(container, folder);
    expect(clip).toMatchObject({ state: 'ready' });
    expect(clip.seconds).toBeCloseTo(MINUTES * 60, 0);
    expect(frames).toMatchObject({ open: 0, dropped: 0 });
    expect(frames.most, 'pictures held at a time').toBeLessThanOrEqual(MOST_FRAMES);

    console.log(
      `${container}: ${mega(clip.bytes)} in ${MINUTES} minutes, at most ${frames.most} pictures held`,
    );
    const tenth = Math.ceil(minutes.length / 10);
    for (const side of ['page', 'main'] as const) {
      const most = (some: readonly Minute[], what: 'peak' | 'held'): number =>
        Math.max(...some.map((minute) => minute[side][what]));
      const [first, last] = [minutes.slice(0, 1), minutes.slice(-tenth)];
      for (const what of ['peak', 'held'] as const) {
        const [before, after] = [most(first, what), most(last, what)];
        console.log(`${side}, ${what}: ${mega(before)} in the first minute, ${mega(after)} in the last ${tenth}, ${mega(most(minutes, what))} at most`); // prettier-ignore
        expect.soft(after - before, `${side}, ${what}`).toBeLessThan(SLACK[what]);
      }
    }
    const { main } = minutes.at(-1)!;
    console.log(`main, making a file with an index of it: ${mega(finishing.peak)}, and ${mega(finishing.held)} held after it`); // prettier-ignore
    expect(finishing.peak - main.peak).toBeLessThan(INDEX);
    expect(finishing.held - main.held, 'the index is gone afterwards').toBeLessThan(SLACK.held);
  });
}
