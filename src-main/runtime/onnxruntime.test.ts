import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice, threadsFor } from './onnxruntime.ts';

it('paints on all of few cores, and leaves half of many to others', () => {
  const cores = [1, 2, 4, 5, 6, 8, 12, 16, 32];
  expect(cores.map(threadsFor)).toEqual([1, 2, 4, 4, 4, 4, 6, 8, 8]);
});

describe('between two frames', () => {
  const DIMS = [1, 16, 128, 128];

  /** The part of the time between runs in which this process kept a core busy, by the threads of a session. */
  async function busyPart(raw?: Readonly<Record<string, unknown>>): Promise<number> {
    const weight = g.constant(new Float32Array(16 * 16 * 9).fill(0.01), [16, 16, 3, 3]);
    const y = g.conv(g.input('x', DIMS), weight, null, { pads: [1, 1, 1, 1] });
    const device = onnxRuntimeDevice('cpu', 'processor', 'cpu');
    const session = await device.load(g.toOnnx({ y }), { threads: 2, ...(raw && { raw }) });
    const x = { dtype: 'float32', dims: DIMS, data: new Float32Array(16 * 128 * 128) } as const;
    let [busyMs, pausedMs] = [0, 0];
    for (let frame = 0; frame < 20; frame++) {
      await session.run({ x });
      const [before, start] = [process.cpuUsage(), performance.now()];
      await sleep(25);
      const { user, system } = process.cpuUsage(before);
      busyMs += (user + system) / 1000;
      pausedMs += performance.now() - start;
    }
    await session.release();
    return busyMs / pausedMs;
  }

  it('its threads sleep, which left alone they would not', async () => {
    const leftAlone = await busyPart({ extra: {} });
    expect(await busyPart()).toBeLessThan(leftAlone / 2);
  });
});
