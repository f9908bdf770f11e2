/** What a page hears while it is still being answered is newer than the answers. */
import { expect, it } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import { takeFirstAnswers } from './firstAnswers.ts';

it('a state that is told while other answers are waited for is not undone', async () => {
  const waiting = new Map<string, (value: unknown) => void>();
  const request = ((name: string) =>
    new Promise<never>((resolve) =>
      waiting.set(name, resolve as (value: unknown) => void),
    )) as Bridge['request'];
  let status: string | undefined;
  const heard: string[] = [];
  const all = takeFirstAnswers(
    { request },
    {
      info: () => heard.push('info'),
      engine: (engine) => (status = engine.ok ? engine.value.status : 'none'),
      settings: () => heard.push('settings'),
    },
  );
  const engine = { status: 'starting', device: null, pid: 1, restarts: 0 };
  waiting.get('engine.state')!({ ok: true, value: engine });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(status).toBe('starting');
  // An event.
  status = 'ready';
  for (const name of ['settings.get', 'app.info'])
    waiting.get(name)!({ ok: false, code: 'internal', message: '' });
  await all;
  expect([status, heard.toSorted()]).toEqual(['ready', ['info', 'settings']]);
});
