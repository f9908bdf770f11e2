/** Time left, in words. */
import { t } from '../language/language.svelte.ts';
import { coarse } from './pace.ts';

/** Seconds left as a person says it. */
export function leftText(seconds: number): string {
  const told = coarse(seconds);
  if (told < 60) return t('repaint.secondsLeft', { count: told });
  if (told < 3600) return t('repaint.minutesLeft', { count: told / 60 });
  return t('repaint.hoursLeft', { count: Math.round(told / 3600) });
}
