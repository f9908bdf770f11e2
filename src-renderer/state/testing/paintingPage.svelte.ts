/** The page around the painting, for its tests. */
import type { Blend, Settings, Video } from '../../bridge/contract.ts';
import type { CameraLimits } from '../../camera/openCamera.ts';
import { Painting, type Wish } from '../painting.svelte.ts';
import { initialSettings } from '../settings.ts';

/** A page whose painter loads when the test lets it. */
export class Page {
  settings = $state.raw<Settings>(initialSettings);
  settled = $state(true);
  styleId = $state<string | null>('wave');
  blend = $state.raw<Blend | null>(null);
  hung = $state.raw(['wave', 'scream', 'udnie']);
  canPaint = $state(true);
  device = $state('cpu');
  native = $state.raw<CameraLimits | null>(null);
  video = $state.raw<Video | null>(null);
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
    video: () => this.video,
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

/** Hands over a page of its own. */
export const open = (act: (page: Page) => Promise<void>): Promise<void> => act(new Page());
