import { describe, expect, it } from 'vitest';
import type { Blend, Settings } from '../bridge/contract.ts';
import type { CameraLimits } from '../camera/openCamera.ts';
import { Painting, type Wish } from './painting.svelte.ts';
import { initialSettings } from './settings.ts';

/** A page whose painter loads when the test lets it. */
class Page {
  settings = $state.raw<Settings>(initialSettings);
  settled = $state(true);
  styleId = $state<string | null>('wave');
  blend = $state.raw<Blend | null>(null);
  hung = $state.raw(['wave', 'scream', 'udnie']);
  canPaint = $state(true);
  device = $state('cpu');
  native = $state.raw<CameraLimits | null>(null);
  networks: Partial<Record<string, string>> = {};
  readonly asked: { wish: Wish; loaded: () => void }[] = [];
  readonly painting = new Painting({
    settings: () => this.settings,
    settled: () => this.settled,
    styleId: () => this.styleId,
    blend: () => this.blend,
    network: (id) => (this.hung.includes(id) ? (this.networks[id] ?? 'swift') : null),
    canPaint: () => this.canPaint,
    native: () => this.native,
    device: () => this.device,
    prepare: (wish) => new Promise((loaded) => this.asked.push({ wish, loaded: () => loaded(null) })),
    remember: (settledSizes) => (this.settings = { ...this.settings, settledSizes }),
  });

  /** What is chosen has changed: what the effect does, which does not run without a page. */
  changed(): void {
    this.painting.suit(this.native);
    this.painting.resume();
    void this.painting.prepare();
  }

  /** Lets what was asked for be loaded. */
  async load(): Promise<void> {
    this.changed();
    for (const { loaded } of this.asked.splice(0)) loaded();
    await new Promise((resolve) => setTimeout(resolve));
  }

  get plan(): string | null {
    const plan = this.painting.plan();
    return plan && [plan.styleId, plan.blend?.styleId].filter(Boolean).join('+');
  }

  get width(): number {
    return this.painting.size.width;
  }
}

const open = (act: (page: Page) => Promise<void>) => act(new Page());

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
        page.painting.painted({ now, ms: msOf(size.width * size.height), ...size, fps: 30, sourceFps: 30 });
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
    page.native = { width: 1920, height: 1080, fps: 30 };
    await page.load();
    expect(page.painting.size).toMatchObject({ width: 640, height: 360 });
    page.settings = { ...page.settings, resolution: { width: 320, height: 240 } };
    await page.load();
    expect(page.painting.size).toMatchObject({ width: 320, height: 240 });
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

const slow = { ms: 80, fps: 12, sourceFps: 30 };
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

describe('the size that is left to it', () => {
  /** Paints for so long, loading what is asked for. */
  const paint = async (page: Page, seconds: number, usualMs: number) => {
    for (let now = 0; now < seconds * 1000; now += 34) {
      const { size } = page.painting;
      const ms = (usualMs * size.width * size.height) / (640 * 480);
      page.painting.painted({ now, ms, ...size, fps: 30, sourceFps: 30 });
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
      page.native = { width: 1280, height: 720, fps: 30 };
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
      page.native = { width: 640, height: 480, fps: 30 };
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

  it('holds no higher rate than the camera gives', () =>
    open(async (page) => {
      page.settings = { ...page.settings, targetFps: 60 };
      page.native = { width: 640, height: 480, fps: 30 };
      await page.load();
      await paint(page, 20, 25);
      expect(page.width).toBe(640);
      page.native = { width: 640, height: 480, fps: 60 };
      await page.load();
      await paint(page, 20, 25);
      expect(page.width).toBeLessThan(640);
    }));
});
