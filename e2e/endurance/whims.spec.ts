/**
 * Somebody who presses whatever there is, in any order: nothing is thrown, no sheet stays open, the view goes on, and
 * what was recorded meanwhile plays. `PASTICHE_WHIMS` says how many actions a visit has, `PASTICHE_VISITS` how many
 * visits there are, and `PASTICHE_SEED` which is the first: the same seed presses the same things, as far as they are there.
 */
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import { type App, expect, test } from '../support/app.ts';
import { movingClip, soundClip, stillClip } from '../support/clips.ts';
import { childOf } from '../support/processes.ts';
import { decodeAll, idle, recorder, recordingsIn } from '../support/recordings.ts';
import { viewGoesOn } from '../support/stage.ts';
import { sharedFile } from '../support/tools.ts';
import { type Random, randomStream } from '../../src-main/train/random.ts';

const WHIMS = Number(process.env['PASTICHE_WHIMS'] ?? 150);
const VISITS = Number(process.env['PASTICHE_VISITS'] ?? 4);
const SEED = Number(process.env['PASTICHE_SEED'] ?? 1);

/** The painter is killed after so many, which is less often than it takes to give it up. */
const KILLED_AFTER = 60;
/** With it there are trainings and stills, too. */
const lossNetwork = sharedFile('vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

/** What is trained and sketched is small: there is much else to do. */
const PASTICHE_TRAINING = JSON.stringify({ network: 'lite 4x1', size: 48, paintingSize: 192, steps: 200 });
const PASTICHE_SKETCH = JSON.stringify({ edge: 64, iterations: 2 });

/** All but the choice of another camera, after which there is no view to go on. */
const PRESSABLE =
  'button, [role=tab], [role=option], [role=menuitem], summary, input, select:not([data-testid=camera-select]), textarea, video, canvas';
const KEYS = [
  ...'r r s s c g t o l m f b p d h v x e u ? / [ ] 1 2 3 4 0 9 Space'.split(' '),
  ...'Tab Tab Shift+Tab Enter Escape Escape ArrowLeft ArrowRight ArrowUp ArrowDown'.split(' '),
  ...'Home End Delete Backspace F2 Control+k Control+z Control+a Control+,'.split(' '),
];
const WORDS = ['', ' ', 'night', 'CON', '../..', '<b>&amp;', '波', 'ש', '0', '-1', '1e9', 'a'.repeat(400)];

/** A whole number from 0 up to, but not with, `end`. */
const below = (random: Random, end: number): number => Math.floor(random() * end);
const oneOf = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!;

/** Does one thing at random; gives its name, for whoever has to find out what went wrong. */
async function whim(page: Page, random: Random): Promise<string> {
  const dice = below(random, 10);
  if (dice < 3) {
    const key = oneOf(random, KEYS);
    await page.keyboard.press(key);
    return key;
  }
  const things = page.locator(PRESSABLE).filter({ visible: true });
  const count = await things.count();
  if (count === 0) return 'nothing there';
  const thing = things.nth(below(random, count));
  const [name, kind] = await thing
    .evaluate((element) => [
      element.dataset['testid'] ??
        element.getAttribute('aria-label') ??
        element.textContent.trim().slice(0, 30),
      element instanceof HTMLInputElement ? element.type : element.localName,
    ])
    .catch(() => ['gone', 'gone']);
  const options = { timeout: 700 };
  const word = oneOf(random, WORDS);
  const action = below(random, 8);
  const done =
    kind === 'range'
      ? thing.fill(String(below(random, 3) - 1), options)
      : kind === 'text' || kind === 'search' || kind === 'textarea'
        ? thing.fill(word, options)
        : kind === 'select'
          ? thing.selectOption({ index: below(random, 3) }, options)
          : action === 0
            ? thing.dblclick(options)
            : action === 1
              ? thing.hover(options)
              : action === 2
                ? thing.click({ ...options, button: 'right' })
                : thing.click(options);
  const result = await done.then(
    () => '',
    () => ' (could not)',
  );
  return `${String(kind)} ${String(name)}${result}`;
}

for (let visit = 0; visit < VISITS; visit++) {
  const seed = SEED + visit;
  test(`whims of seed ${seed}`, async ({ folder, openApp }) => {
    test.setTimeout(WHIMS * 4000 + 240_000);
    const env = {
      PASTICHE_TRAINING,
      PASTICHE_SKETCH,
      ...(lossNetwork && { PASTICHE_LOSS_NETWORK: lossNetwork }),
    };
    const app = await openApp({ camera: movingClip(), microphone: soundClip(), env });
    const { page } = app;
    await viewGoesOn(page);
    const random = randomStream(seed);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('filechooser', (chooser) => {
      void chooser.setFiles(below(random, 2) === 0 ? [] : [stillClip().picture]).catch(() => undefined);
    });
    page.on('download', (download) => void download.delete().catch(() => undefined));
    const did: string[] = [];
    try {
      for (let count = 0; count < WHIMS; count++) {
        did.push(await whim(page, random));
        expect(page.url(), did.slice(-3).join(' > ')).toContain('127.0.0.1');
        if (count % 25 === 24) await calm(page);
        if (count % KILLED_AFTER === KILLED_AFTER - 1) killPainter(app);
      }
      await calm(page);
      if ((await recorder(page)).status !== 'idle') await page.keyboard.press('r');
      await idle(page);
      await page.reload();
      await viewGoesOn(page);
    } catch (error) {
      console.log(`seed ${seed}: ${did.slice(-60).join(' > ')}`);
      await page.screenshot({ path: `test-results/whims-${seed}.png` }).catch(() => undefined);
      throw error;
    }
    expect(complaints).toEqual([]);
    const clips = recordingsIn(join(folder, 'data', 'recordings')).filter((file) =>
      /\.(mp4|webm)$/.test(file),
    );
    console.log(`seed ${seed}: ${clips.length} recordings`);
    for (const clip of clips) expect(decodeAll(clip), clip).toBe('');
  });
}

/** It comes back, and the view with it. */
function killPainter({ serverPid }: App): void {
  const painter = childOf(serverPid, /[\\/]paint\.js/);
  if (painter !== undefined) process.kill(painter, 'SIGKILL');
}

/** Escape leads back to the view, from wherever one is. */
async function calm(page: Page): Promise<void> {
  const open = page.locator('dialog[open], [role=menu]:visible');
  for (let count = 0; count < 8 && (await open.count()) > 0; count++) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
  }
  await expect(open).toHaveCount(0);
}
