import { readdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { machineKey } from './machine.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<{ readdirSync: typeof readdirSync }>();
  return { ...real, existsSync: () => true, readdirSync: vi.fn() };
});

it('tells machines apart also where the system shows no folder of its drivers', async () => {
  vi.mocked(readdirSync).mockImplementation((folder) => {
    throw Object.assign(new Error(`EACCES: permission denied, scandir '${String(folder)}'`), {
      code: 'EACCES',
    });
  });
  const key = await machineKey('1.0.0', {});
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(readdirSync).toHaveBeenCalled();
  expect(await machineKey('1.0.1', {})).not.toBe(key);
});
