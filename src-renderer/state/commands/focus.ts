/** Which keys a control keeps for itself when it has the focus. */

/** The kinds of control that differ in this. */
export type ControlKind = 'text' | 'list' | 'slider' | 'button' | 'radio' | 'chosen radio' | 'none';

const MOVES = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];

/** Whether a control of this kind has its own use for a key (without Ctrl or Command). */
export function keepsKey(kind: ControlKind, key: string): boolean {
  switch (kind) {
    case 'text':
    case 'list':
      return true;
    case 'slider':
      return MOVES.includes(key);
    case 'button':
      return key === ' ' || key === 'Enter';
    case 'radio':
      return MOVES.includes(key) || key === ' ' || key === 'Enter';
    // Choosing what is chosen means nothing, so that Space is free again after a click on a tile.
    case 'chosen radio':
      return MOVES.includes(key);
    case 'none':
      return false;
  }
}

/** What kind of control, if any, an event goes to. */
export function controlKind(target: EventTarget | null): ControlKind {
  if (!(target instanceof HTMLElement)) return 'none';
  if (target.isContentEditable || target.closest('textarea')) return 'text';
  if (target.closest('select, [role=listbox], [role=menu], [role=combobox]')) return 'list';
  const input = target.closest('input');
  if (input) return input.type === 'range' ? 'slider' : input.type === 'checkbox' ? 'button' : 'text';
  if (target.closest('[role=slider], [role=separator][tabindex]')) return 'slider';
  const radio = target.closest('[role=radio]');
  if (radio) return radio.getAttribute('aria-checked') === 'true' ? 'chosen radio' : 'radio';
  return target.closest('button, a[href], summary, [role=button], [role=switch]') ? 'button' : 'none';
}
