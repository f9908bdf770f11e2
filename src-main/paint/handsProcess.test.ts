/** Two hands in a real process and its two threads. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundled } from '../process/testing/bundled.ts';
import { forkPaint } from './child.ts';
import { invert } from './testing/fakePainter.ts';
import { frame, supervise } from './testing/supervised.ts';

it('paints by two threads', async () => {
  const entry = await bundled(join(import.meta.dirname, 'testing', 'handsProcess.ts'));
  const { supervisor, until } = supervise(forkPaint(entry));
  const paintLive = async (id: number): Promise<void> => {
    const live = { ...frame, header: { ...frame.header, id, kind: 'live' } as const };
    const { header, pixels } = await supervisor.paint(`page ${id}`, live);
    expect(header).toMatchObject({ ok: true, id });
    expect(pixels).toEqual(invert(frame.pixels));
  };
  await until('ready');
  await supervisor.prepare('wave', { width: 16, height: 16 });
  expect(supervisor.state.atOnce).toBe(1);
  await paintLive(1);
  await expect.poll(() => supervisor.state.atOnce, { timeout: 20_000 }).toBe(2);
  await Promise.all([paintLive(2), paintLive(3), paintLive(4)]);
});
