import { describe, expect, it } from 'vitest';
import { stageLine, stageMessage, type Situation } from './situation.ts';

const well: Situation = {
  bridge: 'connected',
  awayMs: 0,
  sameContract: true,
  engine: { status: 'ready', device: 'cpu', pid: 1, restarts: 0 },
  camera: 'running',
  styleCount: 3,
  shell: 'browser',
};

describe('what the stage says', () => {
  it('is nothing while all is well', () => {
    expect(stageMessage(well)).toBeNull();
    expect(stageLine(well)).toBeNull();
  });

  it.each([
    [{ bridge: 'connecting' }, 'connecting'],
    [{ bridge: 'disconnected', awayMs: 9000 }, 'server-gone'],
    [{ sameContract: false }, 'other-version'],
    [{ engine: { status: 'failed', device: null, pid: null, restarts: 5 } }, 'engine-failed'],
    [{ styleCount: 0 }, 'no-styles'],
    [{ camera: 'asking' }, 'camera-asking'],
    [{ camera: 'refused' }, 'camera-refused'],
    [{ camera: 'none' }, 'camera-none'],
    [{ camera: 'in-use' }, 'camera-in-use'],
    [{ camera: 'ended' }, 'camera-ended'],
    [{ camera: 'unsupported' }, 'camera-unsupported'],
    [{ camera: 'no-video' }, 'camera-no-video'],
    [{ camera: 'bad-video' }, 'camera-bad-video'],
  ] satisfies [Partial<Situation>, string][])('%j is %s', (change, key) => {
    expect(stageMessage({ ...well, ...change })?.key).toBe(key);
  });

  it('is a mere line while the view goes on', () => {
    const restarting = { status: 'restarting', device: null, pid: null, restarts: 1 } as const;
    expect(stageLine({ ...well, engine: restarting })?.key).toBe('engine-restarting');
    expect(stageMessage({ ...well, engine: restarting })).toBeNull();
    expect(stageLine({ ...well, bridge: 'disconnected', awayMs: 100 })?.key).toBe('reconnecting');
  });

  it('passes on why the painter failed', () => {
    const engine = {
      status: 'failed',
      device: null,
      pid: null,
      restarts: 5,
      message: 'Out of memory.',
    } as const;
    expect(stageMessage({ ...well, engine })?.body).toBe('Out of memory.');
  });

  it('tells how to allow the camera in the shell at hand', () => {
    const refused = { ...well, camera: 'refused' } as const;
    expect(stageMessage(refused)?.body).toContain('address bar');
    expect(stageMessage({ ...refused, shell: 'electron' })?.body).toContain('privacy settings');
  });

  it.each(['none', 'refused', 'in-use', 'ended', 'unsupported'] as const)(
    'offers something to look at all the same when the camera is %s',
    (camera) => {
      const offers = stageMessage({ ...well, camera })?.others?.map(({ action }) => action);
      expect(offers).toEqual(['demo-scene', 'choose-video']);
    },
  );
});
