import { describe, expect, it } from 'vitest';
import { CONTRACT_VERSION, Settings } from '../../src-main/studio/contract.ts';
import { libraryRequests } from '../../src-main/studio/contract/library.ts';
import { loopRequests } from '../../src-main/studio/contract/loops.ts';
import { recordingRequests } from '../../src-main/studio/contract/recordings.ts';
import { repaintRequests } from '../../src-main/studio/contract/repaint.ts';
import { LONGEST_LOOP_S, planLoop } from '../repaint/loop.ts';
import { initialSettings } from '../state/settings.ts';
import { PAGE_CONTRACT } from './contract.ts';
import { fileName } from './fileName.ts';

describe('what the page has of its own, since it takes types only from the contract', () => {
  it('is the same version', () => {
    expect(PAGE_CONTRACT).toBe(CONTRACT_VERSION);
  });

  it('is the same settings to begin with', () => {
    expect(initialSettings).toEqual(Settings.parse({}));
  });

  it('is the longest name of a file', () => {
    const name = fileName({ name: `${'x'.repeat(300)}.onnx` });
    for (const [fits, text] of [[true, name] as const, [false, `${name}x`] as const]) {
      const accepted = [
        libraryRequests['library.importBegin'].args.shape.name,
        repaintRequests['repaint.begin'].args.shape.name,
        recordingRequests['recordings.begin'].args.shape.source,
      ].map((schema) => schema.safeParse(text).success);
      expect(accepted).toEqual([fits, fits, fits]);
    }
  });

  it('is no longer or larger a loop than the main side takes', () => {
    const { width, height, times } = planLoop({ width: 4096, height: 4096 }, 0, 2 * LONGEST_LOOP_S);
    const delays = times.map(() => 80);
    const { shape } = loopRequests['loops.begin'].args;
    for (const parsed of [shape.width.safeParse(width), shape.height.safeParse(height)]) {
      expect(parsed.success).toBe(true);
    }
    expect(shape.delays.safeParse(delays).success).toBe(true);
  });
});
