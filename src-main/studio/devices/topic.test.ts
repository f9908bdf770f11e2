import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Finding, ToMeasure } from '../../measure/protocol.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { DeviceReport } from '../contract/devices.ts';
import { DeviceTopic } from './topic.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pastiche-devices-'))));
afterEach(() => removeFolder(folder));

const takes = (msPerFrame: number, msPerStep: number | null = null): Finding => ({
  works: true,
  msPerFrame,
  msPerStep,
});

/** A machine whose devices take so long; those that are missing fail. */
async function open(machine: Record<string, Finding | 'crash'>, key = 'm') {
  const stage = { file: null, network: 'lite 16x5', width: 640, height: 480 };
  const jobs: ToMeasure[] = [];
  const reports: DeviceReport[] = [];
  const fate = { ranked: 0, occupied: false, away: '' };
  const topic = await DeviceTopic.open({
    folder,
    machine: key,
    stage: () => ({ ...stage }),
    settleMs: 5,
    occupied: () => fate.occupied,
    obstacle: (id) => (id === fate.away ? { works: false, code: 'other-system', reason: 'elsewhere' } : null),
    changed: (report) => reports.push(DeviceReport.parse(report)),
    ranked: () => (fate.ranked += 1),
    spawn: () => {
      let [hear, exit]: [(data: unknown) => void, () => void] = [() => undefined, () => undefined];
      return {
        pid: 1,
        send: (job) => {
          jobs.push(job);
          const what = machine[job.device] ?? { works: false, code: 'no-card', reason: 'there is none' };
          const told =
            what !== 'crash' && what.works && !job.training
              ? { ...takes(what.msPerFrame), busy: what.busy }
              : what;
          queueMicrotask(() => (told === 'crash' ? exit() : hear(told)));
        },
        onMessage: (listener) => void (hear = listener),
        onExit: (listener) => void (exit = listener),
        kill: () => undefined,
      };
    },
  });
  const list = async (all?: boolean) => {
    topic.handlers()['devices.list']({ all });
    await topic.settled();
    return topic.report();
  };
  return { topic, stage, jobs, reports, fate, list };
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

it('starts no process for what can be seen not to be there', async () => {
  const { list, jobs, fate } = await open({ cpu: takes(20), webgpu: takes(6), directml: takes(1) });
  fate.away = 'directml';
  const { devices, order } = await list();
  expect(devices.find(({ id }) => id === 'directml')).toMatchObject({ code: 'other-system' });
  expect(jobs.map(({ device }) => device)).not.toContain('directml');
  expect(order).toEqual(['webgpu', 'cpu']);
});

it('measures the processor for the list alone where there is nothing to compare with, but not beside a recording', async () => {
  const { topic, jobs, stage, fate, list } = await open({ cpu: takes(20) });
  const onCpu = () => jobs.filter(({ device }) => device === 'cpu').length;
  await list();
  expect(onCpu(), 'there is nothing to choose').toBe(0);
  fate.occupied = true;
  await list(true);
  expect(onCpu(), 'something is recorded').toBe(0);
  fate.occupied = false;
  await list(true);
  expect(topic.report().devices[0]).toMatchObject({ id: 'cpu', frame: { ms: 20 } });
  await list(true);
  expect(onCpu(), 'it is known').toBe(1);
  stage.network = 'johnson 32';
  await list(true);
  expect(onCpu(), 'it is not, with this network').toBe(2);
});

it('measures the processor, too, when the list is opened while the others are looked at', async () => {
  const { topic, list } = await open({ cpu: takes(20) });
  topic.handlers()['devices.list']({});
  expect(topic.report().measuring).not.toBeNull();
  topic.handlers()['devices.list']({ all: true });
  await list();
  await expect.poll(() => topic.report().devices[0]).toMatchObject({ id: 'cpu', frame: { ms: 20 } });
});

it('measures everything anew where it is asked to', async () => {
  const { topic, jobs, list } = await open({ cpu: takes(20, 300) });
  await list();
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
  expect(topic.trainingOrder('cuda'), 'what is left, if it fails').toEqual(['cuda', 'webgpu', 'cpu']);
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

it('measures once more at the next start what was measured while the machine was busy, and keeps the lesser', async () => {
  const busy = (ms: number): Finding => ({ works: true, msPerFrame: ms, msPerStep: null, busy: true });
  const looks = [];
  for (const cpu of [busy(90), busy(20), busy(70)]) {
    const { topic, jobs, list } = await open({ cpu, webgpu: takes(40) });
    await list();
    await list();
    looks.push([jobs.filter(({ device }) => device === 'cpu').length, topic.order('auto')[0]]);
    await topic.close();
  }
  expect(looks).toEqual([[1, 'webgpu'], [1, 'cpu'], [0, 'cpu']]); // prettier-ignore
});

it('measures them all with the picture that was on the stage, though it gets smaller meanwhile', async () => {
  const { topic, stage, jobs } = await open({ cpu: takes(20), webgpu: takes(6) });
  topic.handlers()['devices.list']({});
  await expect.poll(() => jobs.length, { interval: 1 }).toBeGreaterThan(0);
  Object.assign(stage, { width: 256, height: 192 });
  await topic.settled();
  expect(jobs.map(({ device }) => device)).toContain('cpu');
  const report = topic.report();
  expect(new Set(jobs.map(({ width }) => width))).toEqual(new Set([640]));
  expect(report.devices.flatMap(({ frame }) => (frame ? [frame.width] : []))).toEqual([640, 640]);
});

it('gives what failed while painting another chance at the next start, but not for ever', async () => {
  const machine = { cpu: takes(20), webgpu: takes(6) };
  for (let start = 1; start <= 3; start += 1) {
    const { topic, list } = await open(machine);
    await list();
    expect(topic.order('auto'), `start ${start}`).toEqual(['webgpu', 'cpu']);
    topic.left('webgpu');
    expect(topic.order('webgpu'), 'also where it was chosen').toEqual(['cpu']);
    await topic.close();
  }
  const { topic, jobs, list } = await open(machine);
  const report = await list();
  expect(jobs).toEqual([]);
  expect(report.order).toEqual(['cpu']);
  expect(report.devices.find(({ id }) => id === 'webgpu')).toMatchObject({
    available: false,
    code: 'failed',
  });
  topic.handlers()['devices.measure']({ training: false });
  await topic.settled();
  expect(topic.order('auto')).toEqual(['webgpu', 'cpu']);
});

it('lets a person choose what failed', async () => {
  const { topic, list } = await open({ cpu: takes(20), webgpu: takes(6) });
  await list();
  topic.left('webgpu');
  topic.chosen('webgpu');
  expect(topic.order('webgpu')).toEqual(['webgpu', 'cpu']);
});

it('tries what crashed or kept silent again at the next start, three times in all', async () => {
  const tried = [];
  for (let start = 1; start <= 4; start += 1) {
    const { topic, jobs, list } = await open({ cpu: takes(20), webgpu: 'crash' });
    await list();
    await list();
    tried.push(jobs.filter(({ device }) => device === 'webgpu').length);
    await topic.close();
  }
  expect(tried).toEqual([1, 1, 1, 0]);
});

it('measures again once a network of which nothing is known stays on the stage, and ranks anew', async () => {
  const machine: Record<string, Finding | 'crash'> = { cpu: takes(20), webgpu: takes(6) };
  const { topic, stage, jobs, fate, list } = await open(machine);
  await list();
  jobs.length = 0;
  Object.assign(machine, { cpu: takes(200), webgpu: takes(900) });
  for (const network of ['a', 'b', 'johnson 32']) {
    stage.network = network;
    topic.staged();
  }
  await expect.poll(() => fate.ranked).toBe(2);
  expect(jobs.map(({ device }) => device)).toEqual(['webgpu', 'cpu']);
  expect(topic.order('auto')).toEqual(['cpu', 'webgpu']);
  stage.network = 'lite 16x5';
  topic.staged();
  await expect.poll(() => fate.ranked).toBe(3);
  expect(jobs, 'this was known').toHaveLength(2);
  expect(topic.order('auto')).toEqual(['webgpu', 'cpu']);
});

it('blames a failure with another network on that, until the next start', async () => {
  const machine: Record<string, Finding | 'crash'> = { cpu: takes(20), webgpu: takes(6) };
  const { topic, stage, list } = await open(machine);
  await list();
  machine['webgpu'] = 'crash';
  stage.network = 'johnson 32';
  expect((await list()).order).toEqual(['cpu']);
  stage.network = 'lite 16x5';
  expect(topic.order('auto')).toEqual(['webgpu', 'cpu']);
});

it('blames no device for a style that cannot be read, and lists the processor though measuring it failed', async () => {
  const machine: Record<string, Finding | 'crash'> = {
    cpu: { works: false, code: 'silent', reason: 'it did not answer within 90 seconds' },
    webgpu: { works: false, code: 'failed', reason: 'wave.onnx cannot be read', ofStyle: true },
  };
  const { topic, stage, jobs, list } = await open(machine);
  Object.assign(stage, { file: '/nowhere/wave.onnx' });
  const of = (id: string) => topic.report().devices.find((device) => device.id === id);
  await list(true);
  expect(of('cpu')).toEqual({ id: 'cpu', name: 'Processor', available: true });
  expect(of('webgpu')).toMatchObject({ unknown: true });
  await list();
  expect(
    jobs.filter(({ device }) => device === 'webgpu'),
    'once with this style',
  ).toHaveLength(1);
  machine['webgpu'] = takes(6);
  Object.assign(stage, { file: '/nowhere/scream.onnx' });
  await list();
  expect(of('webgpu')).toMatchObject({ available: true, frame: { ms: 6 } });
});

it('measures a training step once where a device could be faster, and only then has training wait', async () => {
  const { topic, jobs, list } = await open({ cpu: takes(20, 300), webgpu: takes(6, 90) });
  expect(topic.readyToTrain('auto'), 'nothing to compare').toBeUndefined();
  await list();
  expect(topic.readyToTrain('webgpu'), 'it is chosen').toBeUndefined();
  jobs.length = 0;
  await topic.readyToTrain('auto');
  expect(jobs.map(({ device, training }) => [device, training])).toEqual([['webgpu', true], ['cpu', true]]); // prettier-ignore
  expect(topic.trainingOrder('auto')).toEqual(['webgpu', 'cpu']);
  expect(topic.readyToTrain('auto')).toBeUndefined();
});

it('does not measure the processor for training where nothing else can train', async () => {
  const cannot: Finding = { works: true, msPerFrame: 6, msPerStep: null, noStep: 'it is too small' };
  const { topic, jobs, list } = await open({ cpu: takes(20, 300), webgpu: cannot });
  await list();
  jobs.length = 0;
  await topic.readyToTrain('auto');
  expect(jobs.map(({ device }) => device)).toEqual(['webgpu']);
  expect(topic.trainingOrder('auto')).toEqual(['cpu']);
  expect(topic.readyToTrain('auto')).toBeUndefined();
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
