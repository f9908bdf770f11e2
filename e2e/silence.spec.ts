/** A camera that runs and gives nothing: the page opens it again, and then in another way. */
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { viewGoesOn } from './support/stage.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

// The camera is opened again after four seconds, and in another way after eight, on a machine with other things to do.
test.describe.configure({ timeout: 180_000 });

test('a camera that is open but gives nothing is opened again (its first stream stubbed at the page’s edge)', async ({
  openApp,
}) => {
  const { page } = await openApp({
    camera: movingClip(),
    before: async (page) => {
      await page.addInitScript(() => {
        const { mediaDevices } = navigator;
        const open = mediaDevices.getUserMedia.bind(mediaDevices);
        const asked: unknown[] = [];
        mediaDevices.getUserMedia = (wanted) => {
          asked.push(wanted);
          const silent = asked.length === 1 && document.createElement('canvas');
          return silent ? Promise.resolve(silent.captureStream(0)) : open(wanted);
        };
        Object.assign(window, { asked });
      });
    },
  });
  await viewGoesOn(page);
  expect(await page.evaluate(() => (window as unknown as { asked: unknown[] }).asked.length)).toBe(2);
});

test('a camera whose frames the page never gets is looked at in another way (their stream stubbed)', async ({
  openApp,
}) => {
  const { page } = await openApp({
    camera: movingClip(),
    before: async (page) => {
      await page.addInitScript(() => {
        class Silent {
          readonly readable = new ReadableStream();
        }
        Object.assign(window, { MediaStreamTrackProcessor: Silent });
      });
    },
  });
  await viewGoesOn(page);
});
