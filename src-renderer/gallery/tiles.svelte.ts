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

/** A style as the tiles see it; `stamp` changes when its file does. */
export interface StyleOnWall {
  readonly id: string;
  readonly stamp: string | undefined;
  readonly seen: boolean;
}

/** What the tiles need of the rest of the page. */
export interface TileSurroundings {
  /** The styles on the wall, and which of them are in sight. */
  styles(): readonly StyleOnWall[];
  /** What to paint; null for nothing just now, because nothing could be painted or nobody looks. */
  source(): PictureSource | null;
  load(): Load;
  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer>;
  now(): number;
}

interface TileRecord {
  readonly at: number;
  readonly source: PictureSource;
  readonly stamp: string | undefined;
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

  async #tick(): Promise<void> {
    const source = this.#around.source();
    if (this.#busy || !source) return;
    const styles = this.#around.styles();
    const ages = styles.map(({ id, stamp, seen }) => {
      const record = Object.hasOwn(this.#painted, id) ? this.#painted[id] : undefined;
      const current = record?.source === source && record.stamp === stamp;
      return {
        id,
        paintedAt: current ? record.at : null,
        empty: !record && !Object.hasOwn(this.pictures, id),
        seen,
      };
    });
    const id = nextTile(ages, this.#lastAt, this.#around.now(), this.#around.load());
    const style = styles.find((one) => one.id === id);
    if (!style) return;
    this.#busy = true;
    await this.#paint(style, source).catch(() => undefined);
    this.#busy = false;
    this.#lastAt = this.#around.now();
  }

  async #paint({ id: styleId, stamp }: StyleOnWall, source: PictureSource): Promise<void> {
    const picture: Picture = await source.peek(TILE_SIZE);
    const frame = { kind: 'tile', styleId, strength: 1, ...TILE_SIZE } as const;
    const { header, pixels } = await this.#around.paint(frame, picture.pixels);
    // A style that cannot be painted is not tried again until its file changes; an engine that is away is.
    if (header.ok || (header.code !== 'unavailable' && header.code !== 'dropped')) {
      this.#painted = { ...this.#painted, [styleId]: { at: this.#around.now(), source, stamp } };
    }
    if (!header.ok || !pixels) return;
    const painted = { width: header.width, height: header.height, pixels, kind: source.kind };
    this.pictures = { ...this.pictures, [styleId]: painted };
  }
}
