import { expect, it } from 'vitest';
import { outlastsSleep } from '../process/testing/afterSleep.ts';
import { forkChild, type Child } from '../process/child.ts';
import { processEntry } from '../studio/entries.ts';
import { measureApart } from './apart.ts';
import type { ToMeasure } from './protocol.ts';

const job = { device: 'cpu', style: null, width: 64, height: 48, training: false };

/** A process that does what the test says when it is given its job. */
function scripted(act: (say: (data: unknown) => void, exit: () => void) => void) {
  const fate = { kills: 0 };
  const spawn = (): Child<ToMeasure> => {
    let [hear, exit]: [(data: unknown) => void, () => void] = [() => undefined, () => undefined];
    return {
      pid: 1,
      send: () => act(hear, exit),
      onMessage: (listener) => void (hear = listener),
      onExit: (listener) => void (exit = listener),
      kill: () => void (fate.kills += 1),
    };
  };
  return { spawn, fate };
}

it('measures the processor in a real process, and says why others cannot be used', async () => {
  const spawn = forkChild<ToMeasure>(processEntry('measure'));
  const found = await measureApart(spawn, job);
  if (!found.works) throw new Error(found.reason);
  expect(found.msPerFrame).toBeGreaterThan(0);
  expect(found.msPerStep).toBeNull();
  const absent = process.platform === 'win32' ? 'coreml' : 'directml';
  expect(await measureApart(spawn, { ...job, device: absent })).toMatchObject({ code: 'other-system' });
  const broken = await measureApart(spawn, { ...job, style: '/nowhere/style.onnx' });
  expect(broken).toMatchObject({ works: false, code: 'failed', ofStyle: true });
});

it('is told of a driver that takes the process down', async () => {
  const { spawn, fate } = scripted((_say, exit) => exit());
  expect(await measureApart(spawn, job)).toMatchObject({ works: false, code: 'crashed' });
  expect(fate.kills).toBe(1);
});

it('does not wait for ever, nor for nonsense', async () => {
  const { spawn, fate } = scripted((say) => say({ works: 'perhaps' }));
  expect(await measureApart(spawn, job, undefined, 20)).toMatchObject({ works: false, code: 'silent' });
  expect(fate.kills).toBe(1);
});

it('waits on where the machine slept', async () => {
  const { spawn } = scripted(() => undefined);
  const found = await outlastsSleep(500, () => measureApart(spawn, job, undefined, 500));
  expect(found).toMatchObject({ works: false, code: 'silent' });
});

it('can be called off', async () => {
  const { spawn } = scripted(() => undefined);
  const stop = new AbortController();
  const finding = measureApart(spawn, job, stop.signal);
  stop.abort();
  expect(await finding).toMatchObject({ works: false });
});
