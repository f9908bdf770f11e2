/** Who waits for a thumbnail, and which of those that were made are kept. */

/** What a thumbnail is made of. */
export interface ThumbnailSource {
  readonly url: string;
  /** A clip, a picture that is too large to be shown as it is, or one that is not. */
  readonly kind: 'clip' | 'large' | 'small';
}

interface Waiting {
  readonly source: ThumbnailSource;
  /** Told the thumbnail's address; null where none can be made. */
  readonly give: (address: string | null) => void;
}

/** So many are kept for the next look, some 50 kB each. An image that shows one needs it no more. */
const MOST_KEPT = 300;

/**
 * Makes thumbnails one at a time, for those that wait for theirs. What calls one off comes back: of what is out of sight
 * again none is made.
 */
export function thumbnailQueue(
  make: (source: ThumbnailSource) => Promise<Blob | null>,
): (source: ThumbnailSource, give: Waiting['give']) => () => void {
  /** Addresses of thumbnails by those of their sources, the eldest first. */
  const made = new Map<string, string>();
  let waiting: readonly Waiting[] = [];
  let busy = false;

  async function addressOf(source: ThumbnailSource): Promise<string | null> {
    const kept = made.get(source.url);
    if (kept !== undefined) return kept;
    const blob = await make(source).catch(() => null);
    if (!blob) return null;
    const address = URL.createObjectURL(blob);
    made.set(source.url, address);
    const [eldest] = made;
    if (made.size > MOST_KEPT && eldest) {
      made.delete(eldest[0]);
      URL.revokeObjectURL(eldest[1]);
    }
    return address;
  }

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      const { url } = next.source;
      const address = await addressOf(next.source);
      const served = waiting.filter(({ source }) => source.url === url);
      waiting = waiting.filter(({ source }) => source.url !== url);
      for (const { give } of served) give(address);
    }
    busy = false;
  }

  return (source, give) => {
    const wish = { source, give };
    waiting = [...waiting, wish];
    void work();
    return () => (waiting = waiting.filter((each) => each !== wish));
  };
}
