/** What the shells and the studio give the supervisor. */
import type { EngineState, Notice } from '../studio/contract.ts';
import type { SpawnPaint } from './child.ts';
import type { FoundStyle } from './protocol.ts';

/** How long a silent process is trusted where nothing else is said. */
export const HANG_MS = 20_000;

/** What a supervisor works with. */
export interface SupervisorOptions {
  spawn: SpawnPaint;
  /** The devices to paint on, the best first; the last one never fails. */
  devices: readonly string[];
  onState: (state: EngineState) => void;
  /** A device failed while painting, and was left for the next. */
  onLeft?: (device: string) => void;
  onNotice: (notice: Notice) => void;
  /** What running a style has shown, to be kept and given with it from then on. */
  onFound?: (found: FoundStyle) => void;
  /** How long a silent process is trusted, in milliseconds. */
  hangMs?: number;
}
