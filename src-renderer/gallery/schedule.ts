/** Which gallery tile to paint next, and when: the live view always comes first. */

/** Between two tiles while some still miss their first picture, and later. */
const FIRST_GAP_MS = 80;
const REFRESH_GAP_MS = 400;
/** The same while the live view is below its rate: for frames that hang empty, and for the person's first picture. */
const SLOW_EMPTY_GAP_MS = 1500;
const SLOW_GAP_MS = 6000;
/** The live view is at its rate from this part of the camera's on. */
const AT_RATE = 0.85;

/** A tile as the schedule sees it. */
export interface TileAge {
  readonly id: string;
  /** When it was last painted; null: never, or not from the picture that is now there to paint. */
  readonly paintedAt: number | null;
  /** Nothing at all hangs in its frame yet. */
  readonly empty: boolean;
  /** It is in sight; others get their first picture and no more. */
  readonly seen: boolean;
}

/** How busy the machine is. */
export interface Load {
  /** Pictures a second on the stage, and from the camera; `camera` is 0 while there is none. */
  readonly fps: number;
  readonly camera: number;
  /** A training or a repaint has the rest of the machine, however well the view keeps up beside it. */
  readonly busy: boolean;
}

/** True when the live view keeps up with the camera and nothing else works, so that there is time to spare. */
export function atRate({ fps, camera, busy }: Load): boolean {
  return !busy && (camera === 0 || fps >= AT_RATE * Math.min(camera, 30));
}

/**
 * The tile whose turn it is, or null for none just now. Empty frames come first, in order, then
 * tiles without a picture of the source at hand, those in sight before others, then the oldest in sight.
 * Below its rate the live view is left alone, and so is other work, except for rare first pictures, a small part
 * of a live one's work: a slow machine's gallery too shows its owner once.
 */
export function nextTile(tiles: readonly TileAge[], lastAt: number, now: number, load: Load): string | null {
  const missing =
    firstSeen(tiles.filter(({ empty }) => empty)) ??
    firstSeen(tiles.filter(({ paintedAt }) => paintedAt === null));
  const idle = atRate(load);
  if (missing) {
    const slowGap = missing.empty ? SLOW_EMPTY_GAP_MS : SLOW_GAP_MS;
    return now - lastAt >= (idle ? FIRST_GAP_MS : slowGap) ? missing.id : null;
  }
  if (!idle || load.camera === 0 || now - lastAt < REFRESH_GAP_MS) return null;
  const oldest = tiles
    .filter(({ seen }) => seen)
    .reduce<TileAge | null>(
      (found, tile) => (found && (found.paintedAt ?? 0) <= (tile.paintedAt ?? 0) ? found : tile),
      null,
    );
  return oldest?.id ?? null;
}

function firstSeen(tiles: readonly TileAge[]): TileAge | undefined {
  return tiles.find(({ seen }) => seen) ?? tiles[0];
}
