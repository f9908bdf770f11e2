import { describe, expect, it } from 'vitest';
import type { Settings } from '../bridge/contract.ts';
import { open, Page } from './testing/paintingPage.svelte.ts';

describe('the size that is left to it', () => {
  /** Paints for so long, loading what is asked for. */
  const paint = async (page: Page, seconds: number, usualMs: number, usualPaintMs = usualMs) => {
    for (let now = 0; now < seconds * 1000; now += 34) {
      const { size } = page.painting;
      const times = (size.width * size.height) / (640 * 480);
      const [ms, paintMs] = [usualMs * times, usualPaintMs * times];
      page.painting.painted({ now, ms, paintMs, ...size, fps: 30, sourceFps: 30 });
      if (size.width !== page.painting.wanted.width) await page.load();
    }
  };
  const remembered = (page: Page) =>
    page.settings.settledSizes.map(({ width, height }) => `${width}x${height}`);
  /** The next start, with what was remembered. */
  const next = (page: Page, changes: Partial<Settings> = {}) => {
    const later = new Page();
    later.settings = { ...page.settings, ...changes };
    return later;
  };

  it('is begun with at the next start, with such a network, device and rate', () =>
    open(async (page) => {
      await page.load();
      await paint(page, 20, 60);
      const { width } = page;
      expect(width).toBeLessThan(640);
      expect(page.settings.settledSizes).toEqual([
        { device: 'cpu', network: 'swift', fps: 30, width, height: (width * 3) / 4 },
      ]);
      const [again, card, slower, large] = [
        next(page),
        next(page),
        next(page, { targetFps: 15 }),
        next(page),
      ];
      card.device = 'webgpu';
      large.networks = { wave: 'johnson' };
      for (const later of [again, card, slower, large]) await later.load();
      expect([again, card, slower, large].map((later) => later.width)).toEqual([width, 640, 640, 640]);
    }));

  it('is begun with as soon as the settings are there', () => {
    const page = new Page();
    const settledSizes = [{ device: 'cpu', network: 'swift', fps: 30, width: 384, height: 288 }];
    page.settings = { ...page.settings, settledSizes };
    page.settled = false;
    page.changed();
    page.settled = true;
    page.changed();
    expect(page.asked.map(({ wish }) => wish.width)).toEqual([640, 384]);
  });

  it('is remembered for each shape', () =>
    open(async (page) => {
      await page.load();
      await paint(page, 20, 60);
      page.native = { width: 1280, height: 720, fps: 30, slowFrom: null };
      await page.load();
      await paint(page, 60, 2);
      expect(remembered(page)[0]).toBe('1280x720');
      const later = next(page);
      await later.load();
      expect(later.width).toBeLessThan(640);
      later.native = page.native;
      await later.load();
      expect(later.width).toBe(1280);
    }));

  it('goes on from where it is when the same camera or painter comes back', () =>
    open(async (page) => {
      const settledSizes = [{ device: 'cpu', network: 'swift', fps: 30, width: 1280, height: 960 }];
      page.settings = { ...page.settings, settledSizes };
      await page.load();
      await paint(page, 3, 30);
      const { width } = page;
      expect(width).toBeLessThan(1280);
      page.canPaint = false;
      await page.load();
      page.canPaint = true;
      page.native = { width: 640, height: 480, fps: 30, slowFrom: null };
      await page.load();
      expect(page.width).toBe(width);
    }));

  it('is not remembered before it held for a while, nor where it was chosen', () =>
    open(async (page) => {
      await page.load();
      await paint(page, 9, 25);
      expect(remembered(page)).toEqual([]);
      page.settings = { ...page.settings, resolution: { width: 320, height: 240 } };
      await page.load();
      await paint(page, 20, 25);
      expect(remembered(page)).toEqual([]);
    }));

  it('counts a card’s painting and the slowest place on the way there, not all of the way', () =>
    open(async (page) => {
      const on = new Page();
      on.device = 'webgpu';
      for (const each of [page, on]) {
        await each.load();
        // 35 ms there and back at 640x480: too long for 30 pictures a second, if one had to wait for the other.
        await paint(each, 30, 35, 10);
      }
      expect(page.width).toBeLessThan(640);
      expect(on.width).toBe(768);
    }));

  it('holds no higher rate than the camera gives', () =>
    open(async (page) => {
      page.settings = { ...page.settings, targetFps: 60 };
      page.native = { width: 640, height: 480, fps: 30, slowFrom: null };
      await page.load();
      await paint(page, 20, 25);
      expect(page.width).toBe(640);
      page.native = { width: 640, height: 480, fps: 60, slowFrom: null };
      await page.load();
      await paint(page, 20, 25);
      expect(page.width).toBeLessThan(640);
    }));

  it('is not that of a single style for a blend, of which nothing was painted yet', () =>
    open(async (page) => {
      page.networks = { udnie: 'johnson' };
      await page.load();
      await paint(page, 20, 25);
      const networks = () => page.settings.settledSizes.map(({ network }) => network);
      expect(networks()).toEqual(['swift']);
      page.blend = { styleId: 'udnie', amount: 0.5 };
      page.changed();
      // However long the painter needs to load it.
      await paint(page, 20, 25);
      expect(page.plan).toBe('wave');
      expect(networks()).toEqual(['swift']);
      await page.load();
      await paint(page, 9, 25);
      expect(networks()).toEqual(['swift']);
      await paint(page, 12, 25);
      expect(networks()).toEqual(['swift + johnson', 'swift']);
    }));
});
