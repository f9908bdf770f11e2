/** The list of devices: what each can do, and which one paints. */
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { small } from './support/settings.ts';
import { painted } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

// It opens a browser and a painter, and measures.
test.describe.configure({ timeout: 180_000 });

test('devices are found out, listed with their figures or the reason, and chosen', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip(), settings: { ...small }, newMachine: true });
  await painted(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('devices');
  await page.keyboard.press('Enter');
  const dialog = page.getByTestId('devices');
  await expect(dialog).toBeVisible();
  // A driver that is looked for may take its time, each in a process of its own; the view goes on meanwhile.
  const known = async () => {
    const { devices, measuring } = await ask(page, 'devices.list', {});
    return measuring === null && devices.every(({ unknown }) => unknown !== true);
  };
  await expect.poll(known, { timeout: 60_000 }).toBe(true);
  const { devices } = await ask(page, 'devices.list', {});
  for (const { id, available } of devices) {
    const list = available ? dialog.getByRole('group') : page.getByTestId('devices-away');
    await expect(list.getByTestId(`device-${id}`)).toBeVisible();
  }
  await expect(page.getByTestId('device-cpu')).toContainText('160 × 120', { timeout: 60_000 });
  // It may say so for less than a second.
  const measuring = dialog.evaluate(
    (list) =>
      new Promise<void>((seen) => {
        const look = (): void => {
          const row = list.querySelector('[data-testid="device-cpu"]');
          if (row?.textContent.includes('Measuring')) seen();
        };
        new MutationObserver(look).observe(list, { subtree: true, childList: true, characterData: true });
      }),
  );
  await page.getByTestId('measure').click();
  await measuring;
  await expect(page.getByTestId('device-cpu')).toContainText('160 × 120', { timeout: 60_000 });
  await page.getByRole('radio', { name: /^Processor/ }).check();
  await expect.poll(async () => (await ask(page, 'settings.get', {})).device).toBe('cpu');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('device-select')).toHaveValue('cpu');
  await painted(page);
});
