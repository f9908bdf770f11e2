/** A supervisor for tests, with what it says written down; closed behind each. */
import { afterEach, expect } from 'vitest';
import type { EngineState, Notice } from '../../studio/contract.ts';
import type { SpawnPaint } from '../child.ts';
import type { FoundStyle } from '../protocol.ts';
import { PaintSupervisor } from '../supervisor.ts';
import { flatFrame } from './fakePainter.ts';

export const look = { styleId: 'wave', strength: 1, keepColours: false, blend: null };
export const header = { id: 5, kind: 'still', ...look, width: 16, height: 16 } as const;
export const frame = { header, pixels: flatFrame(16, 16, 10) };
export const styles = ['wave', 'scream'].map((id) => ({ id, file: `/nowhere/${id}.onnx`, stamp: '1' }));

let supervisor: PaintSupervisor | undefined;
afterEach(() => supervisor?.close());

/** Starts one over these processes. */
export function supervise(spawn: SpawnPaint, more: { devices?: string[]; hangMs?: number } = {}) {
  const states: EngineState[] = [];
  const left: string[] = [];
  const notices: Notice[] = [];
  const found: FoundStyle[] = [];
  const made = new PaintSupervisor({
    spawn,
    devices: ['cpu'],
    ...more,
    onState: (state) => states.push(state),
    onLeft: (device) => left.push(device),
    onNotice: (notice) => notices.push(notice),
    onFound: (each) => found.push(each),
  });
  supervisor = made;
  made.setStyles(styles);
  made.start();
  const until = (status: EngineState['status'], timeout = 20_000) =>
    expect.poll(() => made.state.status, { timeout, interval: 10 }).toBe(status);
  return { supervisor: made, states, notices, found, left, until };
}
