/** Shortcuts as text: read, compared with a pressed key, and shown. */

/** A shortcut, taken apart. */
export interface Shortcut {
  /** Ctrl, or Command on a Mac. */
  readonly mod: boolean;
  readonly shift: boolean;
  /** As `KeyboardEvent.key` has it, letters small. */
  readonly key: string;
}

/** What is looked at of a pressed key. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Reads `M`, `Mod+K`, `Shift+F`, `Space`, `ArrowLeft`, `+`. */
export function parseShortcut(text: string): Shortcut {
  const parts = text === '+' ? ['+'] : text.split('+');
  const key = parts.at(-1) ?? '';
  return {
    mod: parts.includes('Mod'),
    shift: parts.includes('Shift'),
    key: key === 'Space' ? ' ' : key.length === 1 ? key.toLowerCase() : key,
  };
}

/** The key that was pressed; on a keyboard of another script, the one that stands there on a Latin one. */
export function pressedKey({ key, code }: Pick<Press, 'key' | 'code'>): string {
  if (key.length !== 1) return key;
  const foreign = key.charCodeAt(0) > 127 && code.startsWith('Key');
  return (foreign ? code.slice(3) : key).toLowerCase();
}

/** Whether this shortcut was pressed. Signs are taken as they come: a keyboard may need Shift for them. */
export function matches(shortcut: Shortcut, press: Press, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (mod !== shortcut.mod || other || press.altKey) return false;
  const key = pressedKey(press);
  // Most keyboards have the plus on the key of the equals sign.
  if (key !== shortcut.key && !(shortcut.key === '+' && key === '=')) return false;
  const sign = shortcut.key.length === 1 && !/[a-z ]/.test(shortcut.key);
  return sign || press.shiftKey === shortcut.shift;
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
};

/** The keys of a shortcut as they are written on caps: `['Ctrl', 'K']`. `space` is that key's name. */
export function keyCaps(text: string, mac: boolean, space: string): string[] {
  const { mod, shift, key } = parseShortcut(text);
  const cap = key === ' ' ? space : (SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return [...(mod ? [mac ? '⌘' : 'Ctrl'] : []), ...(shift ? [mac ? '⇧' : 'Shift'] : []), cap];
}

/** Whether this keyboard has a Command key. */
export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}
