import { expect, it } from 'vitest';
import { randomStyle } from '../../src-main/measure/measure.ts';
import { networkNamed } from '../../src-main/nets/index.ts';
import { openDevice } from '../../src-main/runtime/devices.ts';
import { profileStyle, sumUp } from './profile.ts';

const event = (name: string, op_name: string, dur: number) => ({
  ...{ cat: 'Node', name: `${name}_kernel_time`, dur, args: { op_name, provider: 'CPU' } },
});

it('sums up by operator, each node by its median, the costliest first', () => {
  const profile = [
    { cat: 'Session', name: 'model_run', dur: 99_000 },
    ...[900, 100, 110].map((dur) => event('relu', 'Relu', dur)),
    ...[9000, 4000, 4100].map((dur) => event('first', 'Conv', dur)),
    ...[2000, 2000, 2000].map((dur) => event('second', 'Conv', dur)),
    { cat: 'Node', name: 'first_fence_before', dur: 5 },
  ];
  expect(sumUp(JSON.stringify(profile))).toEqual([
    { operator: 'Conv', provider: 'CPU', nodes: 2, ms: 6.1 },
    { operator: 'Relu', provider: 'CPU', nodes: 1, ms: 0.11 },
  ]);
});

it.each(['', '{', '{"a":1}', '[1]'])('says so when the profile is %j', (text) => {
  expect(() => sumUp(text)).toThrow('could not be understood');
});

it('profiles a real style: its convolutions are found, and computed on the processor', async () => {
  const style = randomStyle(networkNamed('lite 4x2'));
  const rows = await profileStyle(await openDevice('cpu'), style, { width: 64, height: 48 });
  expect(rows.find(({ operator }) => operator === 'Conv')?.nodes).toBeGreaterThan(3);
  expect(new Set(rows.map(({ provider }) => provider))).toEqual(new Set(['CPUExecutionProvider']));
});
