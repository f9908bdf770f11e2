import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice, threadsFor } from './onnxruntime.ts';

it('paints on all of few cores, and leaves half of many to others', () => {
  const cores = [1, 2, 4, 5, 6, 8, 12, 16, 32];
  expect(cores.map(threadsFor)).toEqual([1, 2, 4, 4, 4, 4, 6, 8, 8]);
});

it('says in a sentence why it cannot use a model', async () => {
  const model = Buffer.from(g.toOnnx({ y: g.abs(g.input('x', [1])) }));
  const strange = Buffer.from(model.toString('latin1').replace('Abs', 'Axs'), 'latin1');
  await expect(onnxRuntimeDevice('cpu', 'processor', 'cpu').load(strange)).rejects.toThrow(
    /cannot use this model: .*Axs.*\.$/,
  );
});

describe('between two frames', () => {
  const DIMS = [1, 16, 128, 128];

  /**
   * The part of a pause between two runs in which a session's threads kept a core busy: the median of twenty, for
   * the process has other work now and then (a collection, code compiled), and its threads are at every pause.
   */
  async function busyPart(raw?: Readonly<Record<string, unknown>>): Promise<number> {
    const weight = g.constant(new Float32Array(16 * 16 * 9).fill(0.01), [16, 16, 3, 3]);
    const y = g.conv(g.input('x', DIMS), weight, null, { pads: [1, 1, 1, 1] });
    const device = onnxRuntimeDevice('cpu', 'processor', 'cpu');
    const session = await device.load(g.toOnnx({ y }), { threads: 2, ...(raw && { raw }) });
    const x = { dtype: 'float32', dims: DIMS, data: new Float32Array(16 * 128 * 128) } as const;
    const parts: number[] = [];
    for (let frame = 0; frame < 20; frame++) {
      await session.run({ x });
      const [before, start] = [process.cpuUsage(), performance.now()];
      await sleep(25);
      const { user, system } = process.cpuUsage(before);
      parts.push((user + system) / 1000 / (performance.now() - start));
    }
    await session.release();
    return parts.sort((a, b) => a - b)[10] ?? NaN;
  }

  it('its threads sleep, which left alone they would not', async () => {
    const leftAlone = await busyPart({ extra: {} });
    expect(await busyPart()).toBeLessThan(leftAlone / 2);
  });
});
