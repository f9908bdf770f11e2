/** What the shells and the studio give the supervisor. */
import type { EngineState, Notice } from '../studio/contract.ts';
import type { SpawnPaint } from './child.ts';

/** What a supervisor works with. */
export interface SupervisorOptions {
  spawn: SpawnPaint;
  /** The devices to paint on, the best first; the last one never fails. */
  devices: readonly string[];
  onState: (state: EngineState) => void;
  /** A device failed while painting, and was left for the next. */
  onLeft?: (device: string) => void;
  onNotice: (notice: Notice) => void;
  /** How long a silent process is trusted, in milliseconds. */
  hangMs?: number;
}
