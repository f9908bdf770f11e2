import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { LossLog, parseLosses, readLosses, thinLosses } from './lossHistory.ts';
import type { LossRecord } from './options.ts';

const at = (step: number, total = 100 - step): LossRecord => ({ step, total, content: 1, style: 2, tv: 3 });
const text = (...records: LossRecord[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-losses-'));
});
afterAll(() => removeFolder(folder));

describe('a history of losses', () => {
  it('comes back as it was appended, also over several openings', async () => {
    const file = join(folder, 'a.jsonl');
    for (const steps of [[1, 2], [3]]) {
      const log = new LossLog(file);
      for (const step of steps) log.add(at(step));
      await log.flush();
      await log.flush();
    }
    expect(await readLosses(file)).toEqual([at(1), at(2), at(3)]);
  });

  it('takes the later of two tries at the same steps', () => {
    const again = text(at(1), at(2), at(3), at(2, 7), at(3, 6), at(4, 5));
    expect(parseLosses(again)).toEqual([at(1), at(2, 7), at(3, 6), at(4, 5)]);
  });

  it('leaves out a line that a crash cut off, and nothing else', async () => {
    const file = join(folder, 'torn.jsonl');
    await writeFile(file, `${text(at(1), at(2))}{"step":3,"tot`);
    expect(await readLosses(file)).toEqual([at(1), at(2)]);
    const log = new LossLog(file);
    log.add(at(3));
    await log.flush();
    expect(await readLosses(file)).toEqual([at(1), at(2), at(3)]);
  });

  it('keeps what the disk refused, and writes it later', async () => {
    const file = join(folder, 'missing', 'late.jsonl');
    const log = new LossLog(file);
    log.add(at(1));
    await expect(log.flush()).rejects.toThrow();
    log.add(at(2));
    await mkdir(join(folder, 'missing'));
    await log.flush();
    expect(await readLosses(file)).toEqual([at(1), at(2)]);
  });

  it('is empty where there is none', async () => {
    expect(await readLosses(join(folder, 'none'))).toEqual([]);
  });

  it('is thinned to means of equal stretches that end with the last step', () => {
    const history = Array.from({ length: 1000 }, (_, i) => at(i + 1, i + 1));
    const thin = thinLosses(history, 10);
    expect(thin.map(({ step }) => step)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(thin[0]!.total).toBeCloseTo(50.5);
    expect(thinLosses(history.slice(0, 5), 10)).toEqual(history.slice(0, 5));
  });
});
