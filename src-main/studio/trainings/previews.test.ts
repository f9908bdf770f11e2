import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { previewStep, trainingFiles } from '../../train/folder.ts';
import { MOST_PREVIEWS, surplus, thinPreviews } from './previews.ts';

/** What is left when previews come one by one. */
function grown(count: number, most: number): number[] {
  let steps: number[] = [];
  for (let step = 1; step <= count; step++) {
    const gone = new Set(surplus([...steps, step], most));
    steps = [...steps, step].filter((one) => !gone.has(one));
  }
  return steps;
}

it('few previews all stay', () => {
  expect(surplus([], 4)).toEqual([]);
  expect(surplus([1, 2, 3, 900], 4)).toEqual([]);
});

it('the first and the last stay, and between them no gap is much wider than another', () => {
  for (const count of [41, 80, 333, 1000, 2717]) {
    const steps = grown(count, 40);
    expect(steps).toHaveLength(40);
    expect([steps[0], steps.at(-1)]).toEqual([1, count]);
    const gaps = steps.slice(1).map((step, i) => step - steps[i]!);
    expect(Math.max(...gaps), `${count} previews`).toBeLessThanOrEqual((2.5 * count) / 40 + 1);
  }
});

it('thousands that an earlier version left are thinned at once, and other files are left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-previews-'));
  try {
    const files = trainingFiles(folder);
    const steps = Array.from({ length: 120 }, (_, i) => 9 * i);
    for (const file of [...steps.map((step) => files.preview(step)), files.face]) await writeFile(file, 'x');
    await thinPreviews(folder);
    const left = await readdir(folder);
    expect(left).toHaveLength(MOST_PREVIEWS + 1);
    expect(left).toContain('face.jpg');
    const kept = left.map(previewStep);
    expect(kept).toEqual(expect.arrayContaining([0, 9 * 119]));
  } finally {
    removeFolder(folder);
  }
});
