import { describe, expect, it } from 'vitest';
import { LADDER } from './ladder.ts';
import { simulate } from './testing/machine.ts';

describe('at the smallest size', () => {
  it('comes back within twenty seconds after a load, however long it lasted', () => {
    for (const spell of [10, 60, 600]) {
      const slowness = (s: number): number => (s >= 60 && s < 60 + spell ? 30 : 1);
      const machine = { fixedMs: 1, usualMs: 20, noise: 0.1, seed: 1, slowness };
      const { changes } = simulate(machine, 60 + spell + 40);
      const at = (s: number) => changes.filter((change) => change.at < s).at(-1)!.size;
      expect(at(60 + spell)).toBe(LADDER[0]);
      expect(at(60 + spell + 20).width).toBeGreaterThan(LADDER[0]!.width);
      expect(at(60 + spell + 40).width).toBeGreaterThanOrEqual(512);
    }
  });

  it('settles on a machine that is too slow even there, so that the next start begins there', () => {
    const { governor } = simulate({ fixedMs: 0, usualMs: 1000, noise: 0.1, seed: 1 }, 30);
    expect(governor.size).toBe(LADDER[0]);
    expect(governor.settled).toBe(true);
  });
});
