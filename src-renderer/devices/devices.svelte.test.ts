import { expect, it } from 'vitest';
import type { Notice, Reply } from '../bridge/contract.ts';
import { Devices } from './devices.svelte.ts';

it('says what was asked for and refused; what it asks by itself it asks again without a word', async () => {
  const notices: Notice[] = [];
  const refused: Reply<never> = { ok: false, code: 'storage', message: 'There is no room.' };
  const bridge = { on: () => () => undefined, request: () => Promise.resolve(refused) };
  const devices = new Devices(bridge, { add: (notice) => void notices.push(notice) });
  devices.show();
  await devices.load();
  expect(notices).toEqual([]);
  await devices.measure(false);
  await devices.cudaRuntime('fetch');
  expect(notices.map(({ level }) => level)).toEqual(['error', 'error']);
});
