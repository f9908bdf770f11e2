import { describe, expect, it } from 'vitest';
import { keyCaps, matches, parseShortcut, type Press } from './shortcut.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const pressed = (text: string, event: Press, mac = false) => matches(parseShortcut(text), event, mac);

describe('a shortcut', () => {
  it.each([
    ['M', press('m'), true],
    ['M', press('M', { shiftKey: true }), false],
    ['M', press('m', { ctrlKey: true }), false],
    ['M', press('m', { altKey: true }), false],
    ['Space', press(' '), true],
    ['ArrowLeft', press('ArrowLeft'), true],
    ['ArrowLeft', press('ArrowLeft', { shiftKey: true }), false],
    ['?', press('?', { shiftKey: true }), true],
    ['+', press('+', { shiftKey: true }), true],
    ['+', press('+'), true],
    ['+', press('='), true],
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('k'), false],
    ['Mod+K', press('k', { metaKey: true }), false],
  ] as const)('%s is pressed by %o: %s', (text, event, expected) => {
    expect(pressed(text, event)).toBe(expected);
  });

  it('takes Command for Ctrl on a Mac', () => {
    expect(pressed('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(pressed('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
  });

  it('is found by its place on a keyboard of another script', () => {
    expect(pressed('M', press('ь', { code: 'KeyM' }))).toBe(true);
    expect(pressed('K', press('ь', { code: 'KeyM' }))).toBe(false);
  });

  it('is shown as the caps of the keyboard at hand', () => {
    expect(keyCaps('Mod+K', false, 'Space')).toEqual(['Ctrl', 'K']);
    expect(keyCaps('Mod+K', true, 'Space')).toEqual(['⌘', 'K']);
    expect(keyCaps('Space', false, 'Leertaste')).toEqual(['Leertaste']);
    expect(keyCaps('ArrowLeft', false, 'Space')).toEqual(['←']);
    expect(keyCaps('+', false, 'Space')).toEqual(['+']);
  });
});
