import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Finding, ToMeasure } from '../../measure/protocol.ts';
import { DeviceReport } from '../contract/devices.ts';
import { DeviceTopic } from './topic.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pastiche-devices-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const takes = (msPerFrame: number, msPerStep: number | null = null): Finding => ({
  works: true,
  msPerFrame,
  msPerStep,
});

/** A machine whose devices take so long; those that are missing fail. */
async function open(machine: Record<string, Finding | 'crash'>, key = 'm') {
  const jobs: ToMeasure[] = [];
  const reports: DeviceReport[] = [];
  const fate = { ranked: 0 };
  const topic = await DeviceTopic.open({
    folder,
    machine: key,
    stage: () => ({ file: null, network: 'lite 16x5', width: 640, height: 480 }),
    changed: (report) => reports.push(DeviceReport.parse(report)),
    ranked: () => (fate.ranked += 1),
    spawn: () => {
      let [hear, exit]: [(data: unknown) => void, () => void] = [() => undefined, () => undefined];
      return {
        pid: 1,
        send: (job) => {
          jobs.push(job);
          const what = machine[job.device] ?? { works: false, code: 'no-card', reason: 'there is none' };
          const told = what !== 'crash' && what.works && !job.training ? { ...what, msPerStep: null } : what;
          queueMicrotask(() => (told === 'crash' ? exit() : hear(told)));
        },
        onMessage: (listener) => void (hear = listener),
        onExit: (listener) => void (exit = listener),
        kill: () => undefined,
      };
    },
  });
  const list = async () => {
    topic.handlers()['devices.list']();
    await topic.settled();
    return topic.report();
  };
  return { topic, jobs, reports, fate, list };
}

it('takes the fastest, and then the next; what crashes costs a process and no more', async () => {
  const { topic, list, reports, fate } = await open({
    cpu: takes(20),
    webgpu: takes(6),
    cuda: takes(3),
    'tensorflow-gpu': 'crash',
  });
  expect(topic.order('auto'), 'before anything is known').toEqual(['cpu']);
  const report = await list();
  expect(report.order).toEqual(['cuda', 'webgpu', 'cpu']);
  expect(report.measuring).toBeNull();
  expect(report.devices.find(({ id }) => id === 'tensorflow-gpu')).toMatchObject({ code: 'crashed' });
  expect(reports.map(({ measuring }) => measuring)).toContain('webgpu');
  expect(fate.ranked).toBe(1);
  expect(topic.order('webgpu'), 'what was chosen comes first').toEqual(['webgpu', 'cuda', 'cpu']);
});

it('does not measure the processor where there is nothing to compare with, unless it is asked to', async () => {
  const { topic, jobs, list } = await open({ cpu: takes(20, 300) });
  await list();
  expect(jobs.map(({ device }) => device)).not.toContain('cpu');
  topic.handlers()['devices.measure']({ training: true });
  await topic.settled();
  expect(jobs.at(-1)).toMatchObject({ device: 'cpu', training: true });
  expect(topic.report().devices[0]).toMatchObject({ id: 'cpu', frame: { ms: 20 }, msPerStep: 300 });
});

it('trains on the processor until a training step was measured to be faster elsewhere', async () => {
  const { topic, list } = await open({ cpu: takes(20, 300), webgpu: takes(6, 90), cuda: takes(3, 900) });
  await list();
  expect(topic.trainingOrder('auto')).toEqual(['cpu']);
  topic.handlers()['devices.measure']({ training: true });
  await topic.settled();
  expect(topic.trainingOrder('auto')).toEqual(['webgpu', 'cpu']);
  expect(topic.trainingOrder('cuda')).toEqual(['cuda', 'cpu']);
  expect(topic.trainingOrder('cpu')).toEqual(['cpu']);
});

it('measures once, until the machine changes', async () => {
  const first = await open({ cpu: takes(20), webgpu: takes(6) });
  await first.list();
  await first.topic.close();
  const second = await open({ cpu: takes(20), webgpu: takes(6) });
  expect(second.topic.order('auto')).toEqual(['webgpu', 'cpu']);
  await second.list();
  expect(second.jobs).toEqual([]);
  const third = await open({ cpu: takes(20), webgpu: takes(40) }, 'another driver');
  expect((await third.list()).order).toEqual(['cpu', 'webgpu']);
});

it('does not choose a device again that failed while painting, until it is measured anew', async () => {
  const { topic, list } = await open({ cpu: takes(20), webgpu: takes(6) });
  await list();
  topic.left('webgpu');
  expect(topic.order('auto')).toEqual(['cpu']);
  expect((await list()).order).toEqual(['cpu']);
  topic.handlers()['devices.measure']({ training: false });
  await topic.settled();
  expect(topic.order('auto')).toEqual(['webgpu', 'cpu']);
});
