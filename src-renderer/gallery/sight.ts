/** Which tiles are in sight. */

/** Tells the ids of the tiles in sight, now and whenever that changes; the returned function stops. */
export function watchSight(wall: HTMLElement, tell: (seen: ReadonlySet<string>) => void): () => void {
  const seen = new Set<string>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = (target as HTMLElement).dataset['styleId'] ?? '';
      if (isIntersecting) seen.add(id);
      else seen.delete(id);
    }
    tell(new Set(seen));
  });
  for (const work of wall.querySelectorAll('[data-style-id]')) observer.observe(work);
  return () => observer.disconnect();
}
