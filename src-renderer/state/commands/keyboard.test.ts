import { describe, expect, it } from 'vitest';
import type { Command } from './command.ts';
import { commandFor, type KeyDown } from './keyboard.ts';

const row = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  group: 'view',
  title: () => id,
  keys,
  run: () => undefined,
  ...more,
});
const commands = [
  row('freeze', ['Space']),
  row('next', ['ArrowRight', ']']),
  row('mirror', ['M']),
  row('stronger', ['+', '='], { repeats: true }),
  row('palette', ['Mod+K']),
];
const down = (key: string, more: Partial<KeyDown> = {}): KeyDown => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
});
const found = (event: KeyDown, focus: Parameters<typeof commandFor>[2] = 'none') =>
  commandFor(commands, event, focus, false)?.id ?? null;

describe('a pressed key', () => {
  it('means its command, by any of its shortcuts', () => {
    expect(found(down('m'))).toBe('mirror');
    expect(found(down(']'))).toBe('next');
    expect(found(down('ArrowRight'))).toBe('next');
    expect(found(down('x'))).toBeNull();
  });

  it('is left to the control that uses it', () => {
    expect(found(down(' '), 'button')).toBeNull();
    expect(found(down('m'), 'button')).toBe('mirror');
    expect(found(down('ArrowRight'), 'slider')).toBeNull();
    expect(found(down(']'), 'slider')).toBe('next');
    expect(found(down(' '), 'radio')).toBeNull();
    expect(found(down(' '), 'chosen radio')).toBe('freeze');
    expect(found(down('m'), 'text')).toBeNull();
    expect(found(down('m'), 'list')).toBeNull();
  });

  it('with Ctrl is nobody else’s, not even in a text field', () => {
    expect(found(down('k', { ctrlKey: true }), 'text')).toBe('palette');
    expect(found(down('k'), 'none')).toBeNull();
  });

  it('that is held repeats only what is meant to be repeated', () => {
    expect(found(down('m', { repeat: true }))).toBeNull();
    expect(found(down('+', { repeat: true }))).toBe('stronger');
  });
});
