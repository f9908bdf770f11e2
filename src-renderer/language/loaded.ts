const RETRY_MS = 3000;

/** Loads a part of the page, which a server that is away for a moment gives later; null once that is not wanted any more. */
export async function loaded<T>(load: () => Promise<T>, isWanted: () => boolean): Promise<T | null> {
  while (isWanted()) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  return null;
}
