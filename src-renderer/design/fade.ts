/** How what comes and goes on the page does so: Svelte animates it by script, which no style sheet can calm. */
import type { TransitionConfig } from 'svelte/transition';

/** Fades in and out, at once for those who want less motion; with `y` it comes from so many pixels below. */
export function fade(
  _element: Element,
  { duration, y = 0 }: { duration: number; y?: number },
): TransitionConfig {
  return {
    duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : duration,
    easing: (t) => 1 - (1 - t) ** 3,
    css: (t, u) => `opacity: ${t}; transform: translateY(${u * y}px)`,
  };
}
