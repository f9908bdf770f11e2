import { expect, it } from 'vitest';
import { storageRefusal } from './storage.ts';

const error = (code: string): Error => Object.assign(new Error(`${code}: no luck, write`), { code });

it.each([
  ['ENOSPC', 'The disk is full. (/data)'],
  ['EROFS', 'The disk is read-only. (/data)'],
  ['EACCES', 'Pastiche may not write there. (/data)'],
  ['EWHAT', 'Writing failed: EWHAT: no luck, write. (/data)'],
])('%s is told as: %s', (code, message) => {
  expect(storageRefusal(error(code), '/data')).toMatchObject({ code: 'storage', message });
});

it('tells anything that was thrown', () => {
  expect(storageRefusal('odd', '/data').message).toBe('Writing failed: odd. (/data)');
});
