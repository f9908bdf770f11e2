/** The page speaks and looks as the settings say. */
import type { Settings } from '../bridge/contract.ts';
import { wearTheme } from '../design/theme.ts';
import { followLanguage, speak } from '../language/language.svelte.ts';

/** Follows the settings, and the person's own languages where the settings leave it to them. */
export function followLook(settings: () => Settings): () => void {
  const unfollow = followLanguage();
  const stop = $effect.root(() => {
    // Not on the settings as a whole, which change with every move of a slider.
    const language = $derived(settings().language);
    const theme = $derived(settings().theme);
    $effect(() => speak(language));
    $effect(() => wearTheme(theme));
  });
  return () => {
    unfollow();
    stop();
  };
}
