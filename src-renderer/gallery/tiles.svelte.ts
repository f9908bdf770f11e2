/** The pictures on the gallery's tiles: the person's own, painted in each style in idle time. */
import type { FrameRequest, PaintAnswer, Pixels } from '../bridge/bridge.ts';
import type { Picture, PictureSource } from '../camera/source.ts';
import { nextTile, type Load } from './schedule.ts';

/** Tiles are painted at this size. */
export const TILE_SIZE = { width: 192, height: 144 } as const;
const TICK_MS = 100;

/** A painted tile. */
export interface TilePicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Pixels;
  readonly kind: PictureSource['kind'];
}

/** What the tiles need of the rest of the page. */
export interface TileSurroundings {
  styleIds(): readonly string[];
  /** What to paint; null for nothing just now, because nothing could be painted or nobody looks. */
  source(): PictureSource | null;
  load(): Load;
  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer>;
  now(): number;
}

interface TileRecord {
  readonly at: number;
  readonly source: PictureSource;
}

/** Paints one tile at a time, whenever the schedule allows it. */
export class Tiles {
  pictures = $state.raw<Record<string, TilePicture>>({});
  readonly #around: TileSurroundings;
  #painted: Readonly<Partial<Record<string, TileRecord>>> = {};
  #lastAt = 0;
  #busy = false;

  constructor(around: TileSurroundings) {
    this.#around = around;
  }

  /** Starts; the returned function stops. */
  start(): () => void {
    const timer = setInterval(() => void this.#tick(), TICK_MS);
    return () => clearInterval(timer);
  }

  /** Forgets what was painted, for instance because the styles' files have changed. */
  renew(): void {
    this.#painted = {};
  }

  async #tick(): Promise<void> {
    const source = this.#around.source();
    if (this.#busy || !source) return;
    const ages = this.#around.styleIds().map((id) => {
      const record = this.#painted[id];
      const empty = record === undefined && !(id in this.pictures);
      return { id, paintedAt: record?.source === source ? record.at : null, empty };
    });
    const id = nextTile(ages, this.#lastAt, this.#around.now(), this.#around.load());
    if (id === null) return;
    this.#busy = true;
    await this.#paint(id, source).catch(() => undefined);
    this.#busy = false;
    this.#lastAt = this.#around.now();
  }

  async #paint(styleId: string, source: PictureSource): Promise<void> {
    const picture: Picture = await source.peek(TILE_SIZE);
    const frame = { kind: 'tile', styleId, strength: 1, ...TILE_SIZE } as const;
    const { header, pixels } = await this.#around.paint(frame, picture.pixels);
    // A style that cannot be painted is not tried again until the styles change; an engine that is away is.
    if (header.ok || (header.code !== 'unavailable' && header.code !== 'dropped')) {
      this.#painted = { ...this.#painted, [styleId]: { at: this.#around.now(), source } };
    }
    if (!header.ok || !pixels) return;
    const painted = { width: header.width, height: header.height, pixels, kind: source.kind };
    this.pictures = { ...this.pictures, [styleId]: painted };
  }
}
