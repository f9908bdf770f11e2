/**
 * `node scripts/run.mjs pictures [NAME …]`: makes the pictures in docs/ anew, so that they never go stale:
 * screenshots of the app in a real Chromium, its camera playing a film, and a sheet of every shipped style.
 * Without a name, those that the documents show; the others are for looking at.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { type Browser, chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { browserPath, ffmpeg, ffmpegPath, ffmpegProblem, realClip } from '../e2e/support/tools.ts';
import { smoothClip } from '../e2e/support/clips.ts';
import { fail, runMain } from './lib/cli.ts';
import { contactSheet } from './lib/contactSheet.ts';
import { startOwnServer } from './lib/ownServer.ts';
import { leaveNetworkAlone, NO_OTHER_PAGES } from './lib/quietPage.ts';

const root = resolve(import.meta.dirname, '..');
const docs = join(root, 'docs');

/** What a screenshot shows: how the app is opened, and what is done before the picture is taken. */
interface Shot {
  readonly settings?: Record<string, unknown>;
  readonly size?: { width: number; height: number };
  readonly dark?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const press = (key: string) => async (page: Page) => page.keyboard.press(key);

const SHOTS: Readonly<Record<string, Shot>> = {
  live: { settings: { styleId: 'starry-night' } },
  dark: { settings: { styleId: 'composition-vii' }, dark: true },
  narrow: { settings: { styleId: 'great-wave' }, size: { width: 520, height: 900 } },
  japanese: { settings: { styleId: 'great-wave', language: 'ja' } },
  welcome: { settings: { welcomed: false } },
  compare: { settings: { styleId: 'the-scream' }, act: press('d') },
  blend: { settings: { styleId: 'starry-night', blend: { styleId: 'great-wave', amount: 0.5 } } },
  colours: { settings: { styleId: 'composition-vii', keepColours: true } },
  shortcuts: { settings: { styleId: 'udnie' }, act: press('?') },
  settings: { settings: { styleId: 'shipwreck' }, act: press(',') },
  details: {
    settings: { styleId: 'starry-night' },
    act: async (page) => {
      await page.getByTestId('more-starry-night').click({ force: true });
      await page.getByTestId('menu-details').click();
    },
  },
};

/** Chromium calls a camera that plays a file by the file's path, which is nobody's camera. */
const NAME_CAMERA = `
  for (const named of [MediaDeviceInfo, MediaStreamTrack])
    Object.defineProperty(named.prototype, 'label', { get: () => 'Integrated camera' });
`;

async function main(): Promise<void> {
  const all = [...Object.keys(SHOTS), 'styles'];
  const names = new Argument('[name...]', 'which; those that the documents show, where none is named');
  const program = new Command('pictures')
    .description('make the pictures in docs/ anew')
    .addArgument(names.choices(all));
  const wanted = program.parse().args;
  if (!ffmpegPath) fail(ffmpegProblem);
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-pictures-'));
  try {
    await mkdir(join(docs, 'pictures'), { recursive: true });
    const camera = smoothClip();
    for (const name of wanted.length > 0 ? wanted : await shown(all)) {
      if (name === 'styles') await sheet(folder);
      else await shoot(name, SHOTS[name]!, camera, join(folder, name));
      console.log(name);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The pictures that the documents show. */
async function shown(names: readonly string[]): Promise<string[]> {
  const files = [join(root, 'README.md'), join(docs, 'guide.md')];
  const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join();
  return names.filter((name) => text.includes(`/${name}.jpg)`));
}

async function shoot(name: string, shot: Shot, camera: string, data: string): Promise<void> {
  // A size of its own accord would depend on how busy the machine is.
  const usual = { language: 'en', mirror: false, resolution: { width: 640, height: 480 } };
  const server = await startOwnServer(data, { ...usual, ...shot.settings });
  const browser = await launch([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${camera}`,
  ]);
  try {
    const context = await browser.newContext({
      viewport: shot.size ?? { width: 1280, height: 800 },
      colorScheme: shot.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await leaveNetworkAlone(page);
    await page.addInitScript({ content: NAME_CAMERA });
    await page.goto(server.url);
    // The tiles of the gallery take their turn when nothing else does.
    await page.waitForTimeout(14_000);
    await page.mouse.move(300, 300);
    await shot.act?.(page);
    await page.waitForTimeout(1500);
    const png = await page.screenshot();
    await sharp(png)
      .jpeg({ quality: 86 })
      .toFile(join(docs, 'pictures', `${name}.jpg`));
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Frames of films that no style was trained on, in every shipped style. */
async function sheet(folder: string): Promise<void> {
  const friday = realClip();
  if (friday === null) fail('the sheet of styles needs the clips in ../shared');
  const clips = [friday, join(friday, '..', 'flower.webm')];
  const frames = clips.map((clip, i) => {
    const file = join(folder, `frame${i}.png`);
    ffmpeg('-ss', '2', '-i', clip, '-frames:v', '1', file);
    return file;
  });
  const browser = await launch([]);
  try {
    const page = await browser.newPage({ viewport: { width: 1800, height: 1200 }, colorScheme: 'light' });
    await sharp(await contactSheet(page, frames))
      .jpeg({ quality: 88 })
      .toFile(join(docs, 'styles.jpg'));
  } finally {
    await browser.close();
  }
}

function launch(args: readonly string[]): Promise<Browser> {
  return chromium.launch({
    ...(browserPath && { executablePath: browserPath }),
    args: [...args, NO_OTHER_PAGES, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

await runMain(main);
