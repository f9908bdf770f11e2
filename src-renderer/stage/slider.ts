/** Sliders of our own, moved by the keyboard as the platform's are. */

const STEP = 0.01;
const PAGE = 0.1;

/** Where a key moves a slider to, from 0 to 1; null when the key means nothing to it. */
export function moveSlider(key: string, at: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return within(at + STEP);
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(at - STEP);
    case 'PageUp':
      return within(at + PAGE);
    case 'PageDown':
      return within(at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return null;
  }
}

function within(at: number): number {
  return Math.min(1, Math.max(0, Math.round(at * 100) / 100));
}
