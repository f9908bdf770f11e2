/** When things go wrong: the app says what, and goes on. */
import process from 'node:process';
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { drawn, stageOf } from './support/stage.ts';
import { ask, frameMessage, talk } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test('a painter that is killed comes back by itself, with a word about it, and the view goes on', async ({
  openApp,
}) => {
  test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
  const { page } = await openApp({ camera: movingClip() });
  const stage = stageOf(page);
  const [style] = (await ask(page, 'styles.list', {})).styles;
  if (!style) throw new Error('There are no styles in models/.');
  await page.getByTestId(`tile-${style.id}`).click();
  await expect(stage).toHaveAttribute('data-style', style.id);

  const before = await ask(page, 'engine.state', {});
  const seen = await drawn(page);
  expect(before.status).toBe('ready');
  process.kill(before.pid ?? NaN, 'SIGKILL');
  await expect(page.getByText(/painter stopped/i).first()).toBeVisible();
  await expect
    .poll(async () => (await ask(page, 'engine.state', {})).status, { timeout: 5000 })
    .toBe('ready');

  const after = await ask(page, 'engine.state', {});
  expect(after.pid).not.toBe(before.pid);
  expect(after.restarts).toBe(before.restarts + 1);
  await expect(stage).toHaveAttribute('data-style', style.id);
  await expect.poll(() => drawn(page)).toBeGreaterThan(seen + 20);
});

test('nonsense on the WebSocket is refused message by message, and harms nobody', async ({ openApp }) => {
  test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
  const { page } = await openApp({ camera: movingClip() });
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  const engine = await ask(page, 'engine.state', {});
  const request = (name: unknown, args: unknown): string =>
    JSON.stringify({ type: 'request', id: 7, name, args });
  const frame = { id: 1, kind: 'live', styleId: 'wave', strength: 1, width: 16, height: 16 };
  const nonsense = [
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '{"type":"request"}',
    request('constructor', {}),
    request('__proto__', {}),
    request(7, {}),
    request('x'.repeat(100_000), {}),
    request('app.info', null),
    request('app.info', { surplus: 1 }),
    request('settings.set', { strength: 2 }),
    request('settings.set', { styleId: '../../etc/passwd' }),
    [],
    [1, 2],
    [255, 255, 255, 255, 0],
    frameMessage('not a header', 0),
    frameMessage(frame, 5),
    frameMessage({ ...frame, strength: -1 }, 16 * 16 * 4),
    frameMessage({ ...frame, width: 1e9 }, 16),
    frameMessage({ ...frame, styleId: 'no-such-style' }, 16 * 16 * 4),
  ];

  const answers = await talk(page, nonsense, nonsense.length);
  for (const answer of answers as { ok?: boolean; reply?: { ok: boolean } }[]) {
    expect((answer.reply ?? answer).ok, JSON.stringify(answer)).toBe(false);
  }

  expect((await ask(page, 'engine.state', {})).pid, 'the same painter').toBe(engine.pid);
  expect((await ask(page, 'settings.get', {})).strength).toBe(1);
  const seen = await drawn(page);
  await expect.poll(() => drawn(page)).toBeGreaterThan(seen + 5);
});

test('the gallery is there without a camera, and a choice made there is kept', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  const { styles } = await ask(page, 'styles.list', {});
  expect(styles.length).toBeGreaterThan(0);
  for (const { id } of styles) await expect(page.getByTestId(`tile-${id}`)).toBeVisible();
  const last = styles.at(-1)!.id;
  await page.getByTestId(`tile-${last}`).click();
  await expect.poll(async () => (await ask(page, 'settings.get', {})).styleId).toBe(last);
  // What a browser does that kept the page for the way back to it.
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => {
    for (const type of ['pagehide', 'pageshow']) {
      window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    }
  });
  await loaded;
  await expect(page.getByTestId(`tile-${last}`)).toHaveAttribute('aria-checked', 'true');
  expect((await ask(page, 'settings.get', {})).styleId).toBe(last);
});
