/** A training in its process: what is on disk at every moment, and the last word. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../paint/describe.ts';
import { forkChild } from '../process/child.ts';
import { bundled } from '../process/testing/bundled.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError, type Device } from '../runtime/types.ts';
import { keepStyle, latestState, previewStep, trainingFiles } from './folder.ts';
import { readLosses } from './lossHistory.ts';
import { FromTrain, type ToTrain } from './protocol.ts';
import { writeSafeTensors } from './safetensors.ts';
import { eachInTrainingFolder } from './testing/eachFolder.ts';
import { oddDevice } from './testing/oddDevice.ts';
import { runJob as run } from './testing/runJob.ts';
import { fillTrainingFolder, tinyJob, tinyOptions } from './testing/trainingFolder.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
eachInTrainingFolder((made) => (folder = made));

/** A device that fails after so many runs of its networks. */
function failing(id: string, after: number): Device {
  return oddDevice(id, after, () => Promise.reject(new RuntimeError('the card is gone')));
}

const steps = (said: readonly FromTrain[]): number[] =>
  said.flatMap((message) => (message.type === 'progress' ? message.losses.map(({ step }) => step) : []));

describe('a training session', () => {
  it('in a hurry leaves out steps, but not too many, and says so in its style', async () => {
    const job = tinyJob(folder, { hurry: { ms: 0, least: 12 } });
    const said = await run(job);
    expect(said).toContainEqual({ type: 'steps', steps: 12 });
    expect(said.at(-1)).toMatchObject({ type: 'done', step: 12 });
    const files = trainingFiles(folder);
    const kept = await latestState(files);
    expect([kept?.state.step, kept?.state.options.steps]).toEqual([12, 12]);
    expect(describeModel(await readFile(files.style)).training).toMatchObject({ steps: 12 });
  });

  it('in a hurry goes on after a pause with as many steps as were left, and with the time', async () => {
    const job = tinyJob(folder, { hurry: { ms: 0, least: 12 } });
    await run(job, ({ type }, session) => {
      if (type === 'steps') session.pause();
    });
    const kept = await latestState(trainingFiles(folder));
    expect(kept?.state).toMatchObject({ step: 8, options: { steps: 12 } });
    expect(kept?.state.spentMs).toBeGreaterThan(0);
    const said = await run(job);
    expect(said.at(-1)).toMatchObject({ type: 'done', step: 12 });
  });

  it('with time enough takes every step', async () => {
    const said = await run(tinyJob(folder, { hurry: { ms: 600_000, least: 12 } }));
    expect(said.map(({ type }) => type)).not.toContain('steps');
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });

  it('trains to the end: each step told once, history, preview, checkpoint and style on disk', async () => {
    const said = await run(tinyJob(folder, { previewMs: 0, checkpointMs: 0 }));
    const all = Array.from({ length: tinyOptions.steps }, (_, i) => i + 1);
    expect(said[0]).toEqual({ type: 'running', device: 'cpu', step: 0 });
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps, unusable: 0 });
    expect(steps(said)).toEqual(all);
    const files = trainingFiles(folder);
    expect((await readLosses(files.losses)).map(({ step }) => step)).toEqual(all);
    expect((await latestState(files))?.state.step).toBe(tinyOptions.steps);
    expect((await stat(files.style)).size).toBeGreaterThan(1000);
    const previews = (await readdir(folder)).map(previewStep).filter((step) => step !== undefined);
    expect(previews).toContain(tinyOptions.steps);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('forgets the previews of steps that a crash took, and that will be other ones', async () => {
    // However slowly it goes, none comes on the way.
    const job = tinyJob(folder, { hurry: { ms: 0, least: 12 }, previewMs: 3_600_000 });
    await run(job, ({ type }, session) => {
      if (type === 'steps') session.pause();
    });
    const files = trainingFiles(folder);
    for (const step of [1, 8, 9, 12_345_678]) await writeFile(files.preview(step), 'x');
    await keepStyle(files, { title: 'Wave' });
    const left = (await readdir(folder)).map(previewStep).filter((step) => step !== undefined);
    expect(left.sort((a, b) => a - b)).toEqual([1, 8]);
  });

  it('goes on after a pause exactly as it would have without', async () => {
    const paused = await run(tinyJob(folder), (message, session) => {
      if (message.type === 'progress') session.pause();
    });
    const word = paused.at(-1) as { type: string; step: number };
    expect(word.type).toBe('paused');
    expect(word.step).toBeLessThan(tinyOptions.steps);
    const rest = await run(tinyJob(folder));
    expect(rest[0]).toEqual({ type: 'running', device: 'cpu', step: word.step });
    const files = trainingFiles(folder);
    const broken = await readFile(files.style);

    await rm(folder, { recursive: true });
    await fillTrainingFolder(folder);
    await run(tinyJob(folder));
    expect(broken.equals(await readFile(files.style))).toBe(true);
  });

  it('that is stopped keeps the style it has', async () => {
    const said = await run(tinyJob(folder), (message, session) => {
      if (message.type === 'progress') session.stop();
    });
    const word = said.at(-1) as { type: string; step: number };
    expect(word.type).toBe('done');
    expect(word.step).toBeLessThan(tinyOptions.steps);
    expect((await stat(trainingFiles(folder).style)).size).toBeGreaterThan(1000);
  });

  it('that is stopped before its first step says that there is nothing to keep', async () => {
    const said = await run(tinyJob(folder), (message, session) => {
      if (message.type === 'running') session.stop();
    });
    expect(said.at(-1)).toMatchObject({ type: 'failed', code: 'nothing-learned' });
  });

  it('takes the checkpoint before where the last one is damaged, and says so', async () => {
    await run(tinyJob(folder), (message, session) => {
      if (message.type === 'progress') session.pause();
    });
    const files = trainingFiles(folder);
    await copyFile(files.checkpoint, files.previous);
    await writeFile(files.checkpoint, 'half');
    const said = await run(tinyJob(folder));
    expect(said[0]).toMatchObject({ type: 'notice' });
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });

  it('refuses a checkpoint of another version with the reason and what to do, and leaves it as it is', async () => {
    const files = trainingFiles(folder);
    const newer = writeSafeTensors({ tensors: {}, metadata: { pastiche: '{"format":2}' } });
    await writeFile(files.checkpoint, newer);
    const said = await run(tinyJob(folder));
    expect(said).toEqual([
      {
        type: 'failed',
        code: 'checkpoint',
        message: expect.stringMatching(/format 2.*update Pastiche/) as string,
      },
    ]);
    expect(await readFile(files.checkpoint)).toEqual(Buffer.from(newer));
  });

  it('goes on with the next device when one fails, without losing a step', async () => {
    const devices = ['card', 'cpu'];
    // The painting's Gram matrices are the first run.
    const said = await run(tinyJob(folder, { devices }), undefined, (id) =>
      Promise.resolve(id === 'card' ? failing('card', 6) : cpu),
    );
    expect(said.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', message: expect.stringContaining('the card is gone') as string, device: 'cpu' },
    ]);
    expect(said.filter(({ type }) => type === 'running')).toEqual([
      { type: 'running', device: 'card', step: 0 },
      { type: 'running', device: 'cpu', step: 5 },
    ]);
    expect(steps(said)).toEqual(Array.from({ length: tinyOptions.steps }, (_, i) => i + 1));
    expect(said.at(-1)).toMatchObject({ type: 'done' });
  });

  it('passes over a device that cannot be had; the last one that fails ends it', async () => {
    const openDevice = (id: string): Promise<Device> =>
      id === 'absent'
        ? Promise.reject(new RuntimeError('there is no such card'))
        : Promise.resolve(failing('weak', 3));
    const said = await run(tinyJob(folder, { devices: ['absent', 'weak'] }), undefined, openDevice);
    const message = 'there is no such card; "weak" takes over.';
    expect(said[0]).toEqual({ type: 'notice', message, device: 'weak' });
    expect(said.at(-1)).toMatchObject({ type: 'failed', code: 'device' });
    // What it had learned until then is there to go on from.
    expect(steps(said)).toEqual([1, 2]);
    expect((await latestState(trainingFiles(folder)))?.state.step).toBe(2);
  });

  it('starts from the style that paints most like the painting', async () => {
    const other = await mkdtemp(join(tmpdir(), 'pastiche-start-'));
    await fillTrainingFolder(other);
    await run(tinyJob(other, { options: { ...tinyOptions, rate: 2e-2 } }));
    const near = join(other, 'near.onnx');
    await copyFile(trainingFiles(other).style, near);
    await rm(join(other, 'checkpoint'));
    await rm(join(other, 'checkpoint.previous'), { force: true });
    await run(tinyJob(other, { options: { ...tinyOptions, steps: 1, rate: 1e-6 } }));
    const far = trainingFiles(other).style;
    const said = await run(tinyJob(folder, { starts: [far, near] }));
    expect(said[0]).toMatchObject({ type: 'running', start: near });
    removeFolder(other);
  });

  it('fails with what to do when there is no painting or no photo', async () => {
    const files = trainingFiles(folder);
    await rm(files.photos, { recursive: true });
    await mkdir(files.photos);
    expect((await run(tinyJob(folder))).at(-1)).toMatchObject({ type: 'failed', code: 'pictures' });
    await writeFile(files.painting, 'no painting');
    expect((await run(tinyJob(folder))).at(-1)).toMatchObject({ type: 'failed', code: 'pictures' });
  });
});

describe('the training process', () => {
  it('takes a job, tells, and ends; killed in between, the next one goes on from the checkpoint', async () => {
    const spawn = forkChild<ToTrain>(await bundled(join(import.meta.dirname, 'testing', 'fakeProcess.ts')));
    const job = tinyJob(folder, { checkpointMs: 0, options: { ...tinyOptions, steps: 400 } });
    const talk = (until: (message: FromTrain) => boolean): Promise<FromTrain[]> =>
      new Promise((resolve) => {
        const said: FromTrain[] = [];
        const child = spawn();
        child.onMessage((data) => {
          const message = FromTrain.parse(data);
          said.push(message);
          if (until(message)) child.kill();
        });
        child.onExit(() => resolve(said));
        child.send({ type: 'start', job });
      });
    const killed = await talk(({ type }) => type === 'checkpoint');
    const kept = killed.find(({ type }) => type === 'checkpoint') as { step: number };
    expect(kept.step).toBeGreaterThan(0);
    const resumed = await talk(({ type }) => type === 'progress');
    const running = resumed.find(({ type }) => type === 'running') as { step: number };
    expect(running.step).toBeGreaterThanOrEqual(kept.step);
  });
});
