import { describe, expect, it } from 'vitest';
import { Lbfgs, type Evaluation } from './lbfgs.ts';

/** Rosenbrock's valley in pairs of coordinates: curved, and steep across. Its minimum is 1 everywhere. */
function valley(point: Float32Array): Promise<Evaluation> {
  const gradient = new Float32Array(point.length);
  let loss = 0;
  for (let i = 0; i < point.length; i += 2) {
    const [x, y] = [point[i]!, point[i + 1]!];
    loss += 10 * (y - x * x) ** 2 + (1 - x) ** 2;
    gradient[i] = -40 * x * (y - x * x) - 2 * (1 - x);
    gradient[i + 1] = 20 * (y - x * x);
  }
  return Promise.resolve({ loss, gradient });
}

const bounds = { least: -3, most: 3, firstMove: 0.1 };

async function minimise(search: Lbfgs, most: number): Promise<number> {
  for (let step = 1; step <= most; step++) if (!(await search.step())) return step;
  return most;
}

describe('L-BFGS', () => {
  it('finds the end of a curved valley', async () => {
    const search = new Lbfgs(Float32Array.of(-1.2, 1, 2, -1), valley, bounds);
    await minimise(search, 80);
    for (const value of search.point) expect(value).toBeCloseTo(1, 2);
  });

  it('never lets the loss rise, and says when nothing falls any more', async () => {
    const search = new Lbfgs(Float32Array.of(-1.2, 1), valley, bounds);
    let before = Infinity;
    let taken = 0;
    while (await search.step()) {
      const { loss } = await valley(search.point);
      expect(loss).toBeLessThan(before);
      before = loss;
      expect(++taken).toBeLessThan(200);
    }
    expect(before).toBeLessThan(1e-5);
  });

  it('stays within its bounds, and finds the best point there', async () => {
    const search = new Lbfgs(Float32Array.of(-5, 0), valley, { ...bounds, most: 0.5 });
    expect(search.point[0]).toBe(-3);
    await minimise(search, 80);
    for (const value of search.point) expect(Math.abs(value)).toBeLessThanOrEqual(3);
    // Along x = 0.5 the valley's floor is y = x².
    expect(search.point[0]).toBeCloseTo(0.5, 2);
    expect(search.point[1]).toBeCloseTo(0.25, 2);
  });

  it('does not go on from a loss that is no number', async () => {
    const search = new Lbfgs(Float32Array.of(1), () => Promise.resolve({ loss: NaN, gradient: Float32Array.of(1) }), bounds); // prettier-ignore
    expect(await search.step()).toBe(false);
  });
});
