/** Whether a paint process works with hands. */
import { describe, expect, it } from 'vitest';
import type { Port } from '../process/port.ts';
import { serveByHands } from './byHands.ts';
import type { ToPaint } from './protocol.ts';
import { scriptedPaint } from './testing/scriptedChild.ts';
import { TestPort } from './testing/testPort.ts';
import { prepare, shelf, start } from './testing/told.ts';

describe('a paint process', () => {
  function serve(first: ToPaint, spawn = scriptedPaint()) {
    const parent = new TestPort();
    const alone: unknown[] = [];
    const exits: number[] = [];
    const serveAlone = (port: Port): void => port.onMessage((data) => alone.push(data));
    serveByHands(parent, spawn.spawn, serveAlone, (code) => exits.push(code));
    parent.send(first);
    parent.send(shelf);
    return { parent, alone, exits, hands: spawn.children };
  }

  it('paints the live view of a processor by hands, and nothing else', () => {
    expect(serve(start)).toMatchObject({ alone: [], hands: [{ sent: [{ type: 'start' }, shelf] }] });
    for (const other of [
      { ...start, background: true },
      { ...start, alone: true },
      { ...start, devices: ['webgpu', 'cpu'] },
      { type: 'adopt', request: 1, bytes: new Uint8Array(1) },
    ] satisfies ToPaint[]) {
      expect(serve(other)).toMatchObject({ alone: [other, shelf], hands: [] });
    }
  });

  it('does without hands where they do not start, and ends with one that painted', () => {
    const unable = serve(start);
    unable.hands[0]!.die();
    unable.parent.send(prepare);
    expect(unable).toMatchObject({ alone: [start, shelf, prepare], exits: [] });
    const able = serve(start);
    able.hands[0]!.say({ type: 'ready', device: 'cpu' });
    able.hands[0]!.die();
    expect(able).toMatchObject({ alone: [], exits: [1] });
  });
});
