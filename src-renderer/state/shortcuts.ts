/** Keys that work anywhere on the page. */
import { digitIndex } from '../gallery/grid.ts';
import type { Studio } from './studio.svelte.ts';

/** 1-9 choose a style, M mirrors, T trains a style, C held shows the original. Keys meant for a control are left to it. */
export function onShortcut(studio: Studio, event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (event.type === 'keyup') {
    if (key === 'c') studio.comparing = false;
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const styles = studio.styles ?? [];
  const style = styles[digitIndex(key, styles.length) ?? -1];
  if (style) studio.chooseStyle(style.id);
  else if (key === 'm') studio.change({ mirror: !studio.settings.mirror });
  else if (key === 'c') studio.comparing = true;
  else if (key === 't') studio.trainings.show();
}

/** Lists and text fields use letters themselves. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('select, textarea, input:not([type=range])') !== null
  );
}
