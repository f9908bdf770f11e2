import { expect, it } from 'vitest';
import { initialSettings } from './settings.ts';
import { open, type Page } from './testing/paintingPage.svelte.ts';

it('goes on painting with the old style until the painter is warm for the new one', () =>
  open(async (page) => {
    await page.load();
    page.styleId = 'scream';
    page.changed();
    expect(page.plan).toBe('wave');
    expect(page.asked.map(({ wish }) => wish.styleId)).toEqual(['scream']);
    await page.load();
    expect(page.plan).toBe('scream');
  }));

it('tries larger pictures soon on another device, however often the one before was too slow', () =>
  open(async (page) => {
    let now = 0;
    const paint = (seconds: number, msOf: (pixels: number) => number) => {
      for (const until = now + seconds * 1000; now < until; now += 34) {
        const { size } = page.painting;
        const ms = msOf(size.width * size.height);
        page.painting.painted({ now, ms, paintMs: ms, ...size, fps: 30, sourceFps: 30 });
      }
    };
    await page.load();
    paint(2, () => 90);
    await page.load();
    paint(2, () => 90);
    await page.load();
    const small = page.width;
    expect(small).toBeLessThan(640);
    page.device = 'webgpu';
    await page.load();
    paint(6, () => 3);
    await page.load();
    expect(page.width).toBeGreaterThan(small);
  }));

it('takes the shape of a wide camera where the size is left to it', () =>
  open(async (page) => {
    page.native = { width: 1920, height: 1080, fps: 30, slowFrom: null };
    await page.load();
    expect(page.painting.size).toMatchObject({ width: 640, height: 360 });
    page.settings = { ...page.settings, resolution: { width: 320, height: 240 } };
    await page.load();
    expect(page.painting.size).toMatchObject({ width: 320, height: 240 });
  }));

it('takes a size that was chosen upright for an upright camera, and as it is for one that can be turned', () =>
  open(async (page) => {
    page.settings = { ...page.settings, resolution: { width: 640, height: 480 } };
    const sizes = [];
    for (const [width, height] of [
      [480, 640],
      [1920, 1920],
      [640, 480],
    ] as const) {
      page.native = { width, height, fps: 30, slowFrom: null };
      await page.load();
      sizes.push(`${page.painting.size.width}x${page.painting.size.height}`);
    }
    expect(sizes).toEqual(['480x640', '640x480', '640x480']);
    page.native = { width: 480, height: 640, fps: 30, slowFrom: null };
    page.settings = { ...page.settings, resolution: { width: 360, height: 480 } };
    await page.load();
    expect(page.painting.size, 'upright by itself').toMatchObject({ width: 360, height: 480 });
  }));

it('takes pictures as the camera gives them where a card paints and they are large', () =>
  open(async (page) => {
    const video = { planes: 'nv12', matrix: 'bt709', full: false, width: 1920, height: 1080 } as const;
    page.video = video;
    page.settings = { ...page.settings, resolution: { width: 1280, height: 720 } };
    await page.load();
    expect(page.painting.size.video, 'on the processor, which would have to scale them').toBeNull();
    page.device = 'webgpu';
    page.changed();
    expect(page.asked[0]?.wish).toMatchObject({ width: 1280, height: 720, video });
    expect(page.painting.size.video, 'before the painter is warm for it').toBeNull();
    await page.load();
    expect(page.painting.size.video).toEqual(video);
    for (const [width, height] of [
      [320, 240],
      [1278, 719],
      [2560, 1440],
    ] as const) {
      page.settings = { ...page.settings, resolution: { width, height } };
      await page.load();
      expect(page.painting.size, `${width}x${height}`).toMatchObject({ width, video: null });
    }
  }));

it('takes pictures as the camera gives them on a processor, too, where they are just as large as the painting', () =>
  open(async (page) => {
    const video = { planes: 'i420', matrix: 'bt601', full: false, width: 640, height: 480 } as const;
    page.settings = { ...page.settings, resolution: { width: 640, height: 480 } };
    await page.load();
    expect(page.painting.size.video, 'before one is seen').toBeNull();
    page.video = video;
    await page.load();
    expect(page.painting.size).toMatchObject({ width: 640, height: 480, video });
    expect(page.painting.camera).toEqual({ width: 640, height: 480 });
    page.settings = { ...page.settings, resolution: { width: 854, height: 480 } };
    await page.load();
    expect(page.painting.size.video, 'until the camera gives that size').toBeNull();
    page.video = { ...video, width: 854 };
    await page.load();
    expect(page.painting.size.video).toEqual(page.video);
  }));

it('asks a camera for large pictures where a card takes them as they are, unless they are slow', () =>
  open(async (page) => {
    page.settings = { ...page.settings, resolution: { width: 640, height: 360 } };
    await page.load();
    expect(page.painting.camera, 'on the processor').toEqual({ width: 640, height: 360 });
    page.device = 'webgpu';
    await page.load();
    expect(page.painting.camera, 'with pictures that are RGBA').toEqual({ width: 640, height: 360 });
    page.video = { planes: 'i420', matrix: 'bt601', full: false, width: 640, height: 360 };
    await page.load();
    expect(page.painting.camera).toEqual({ width: 1280, height: 720 });
    page.native = { width: 1280, height: 720, fps: 30, slowFrom: { width: 1280, height: 720 } };
    await page.load();
    expect(page.painting.camera).toEqual({ width: 640, height: 360 });
    page.settings = { ...page.settings, resolution: { width: 1920, height: 1080 } };
    page.native = { width: 1920, height: 1080, fps: 30, slowFrom: null };
    await page.load();
    expect(page.painting.camera).toEqual({ width: 1920, height: 1080 });
  }));

it('asks a camera for small pictures again, and for good, if its large ones are no video', () =>
  open(async (page) => {
    const video = { planes: 'i420', matrix: 'bt601', full: false, width: 640, height: 360 } as const;
    const give = (given: typeof page.video): void => {
      page.video = given;
      page.painting.seen(given);
    };
    page.settings = { ...page.settings, resolution: { width: 640, height: 360 } };
    page.native = { width: 1280, height: 720, fps: 30, slowFrom: null };
    page.device = 'webgpu';
    give(video);
    await page.load();
    expect(page.painting.camera).toEqual({ width: 1280, height: 720 });
    give(null);
    give(video);
    expect(page.painting.camera).toEqual({ width: 640, height: 360 });
    // Another one is another one.
    page.native = { ...page.native };
    give(video);
    expect(page.painting.camera).toEqual({ width: 1280, height: 720 });
  }));

it('paints what was chosen last when choices come faster than they are loaded', () =>
  open(async (page) => {
    await page.load();
    page.styleId = 'scream';
    page.changed();
    page.styleId = 'udnie';
    page.changed();
    expect(page.asked).toHaveLength(2);
    page.asked[1]!.loaded();
    await new Promise((resolve) => setTimeout(resolve));
    expect(page.plan).toBe('udnie');
    page.asked[0]!.loaded();
    await new Promise((resolve) => setTimeout(resolve));
    expect(page.plan).toBe('udnie');
  }));

it('does not wait for anything when there is nothing to show meanwhile', () =>
  open(async (page) => {
    expect(page.plan).toBe('wave');
    await page.load();
    page.styleId = 'scream';
    page.hung = ['scream'];
    expect(page.plan, 'the old one went').toBe('scream');
  }));

it('has no plan while there is no painter, and asks again when there is', () =>
  open(async (page) => {
    await page.load();
    page.canPaint = false;
    page.changed();
    expect(page.plan).toBeNull();
    page.canPaint = true;
    page.changed();
    expect(page.plan).toBe('wave');
    expect(page.asked).toHaveLength(1);
  }));

it('keeps a blend as it was until the painter is warm without it; its amount follows at once', () =>
  open(async (page) => {
    page.blend = { styleId: 'udnie', amount: 0.5 };
    await page.load();
    page.blend = { styleId: 'udnie', amount: 0.7 };
    expect(page.plan).toBe('wave+udnie');
    expect(page.painting.plan()?.blend?.amount).toBe(0.7);
    page.blend = null;
    page.changed();
    expect(page.plan).toBe('wave+udnie');
    await page.load();
    expect(page.plan).toBe('wave');
  }));

const slow = { ms: 80, paintMs: 75, fps: 12, sourceFps: 30 };
const feed = (page: Page, size: { width: number; height: number }) => {
  for (let i = 0; i < 20; i++) page.painting.painted({ ...slow, ...size, now: i * 80 });
};

it('steps the size down on a slow machine, once the painter is warm for it', () =>
  open(async (page) => {
    await page.load();
    expect(page.width).toBe(640);
    feed(page, page.painting.size);
    expect(page.width).toBe(640);
    await page.load();
    expect(page.width).toBeLessThan(500);
  }));

it('obeys a size that was fixed, however slow the machine', () =>
  open(async (page) => {
    page.settings = { ...initialSettings, resolution: { width: 960, height: 720 } };
    await page.load();
    feed(page, page.painting.size);
    await page.load();
    expect(page.width).toBe(960);
  }));
