/** Light or dark: the system's, or what the person chooses. */
import type { Settings } from '../bridge/contract.ts';

/** Puts the page in a theme; tokens.css knows what it means. */
export function wearTheme(theme: Settings['theme']): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}
