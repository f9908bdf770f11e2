import { describe, expect, it } from 'vitest';
import { stageLine, stageMessage, type Situation } from './situation.ts';

const well: Situation = {
  bridge: 'connected',
  awayMs: 0,
  sameContract: true,
  engine: { status: 'ready', device: 'cpu', pid: 1, restarts: 0 },
  camera: 'running',
  styleCount: 3,
  trashed: 0,
  shelter: { shell: 'browser', browser: 'chrome', system: 'linux' },
  unsaved: null,
  unpainted: null,
  style: 'The Scream',
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
    [{ camera: 'refused-by-system' }, 'camera-refused-by-system'],
    [{ unpainted: 'Its file ends early.' }, 'style-unreadable'],
    [{ camera: 'none' }, 'camera-none'],
    [{ camera: 'in-use' }, 'camera-in-use'],
    [{ camera: 'ended' }, 'camera-ended'],
    [{ camera: 'unsupported' }, 'camera-unsupported'],
    [{ camera: 'no-video' }, 'camera-no-video'],
    [{ camera: 'bad-video' }, 'camera-bad-video'],
    [{ camera: 'no-demo' }, 'camera-no-demo'],
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

  it('names the style that cannot be painted, why, and offers another where there is one', () => {
    const message = stageMessage({ ...well, unpainted: 'Its file ends early.' });
    expect(message?.title).toContain('The Scream');
    expect(message?.body).toContain('Its file ends early.');
    expect(message?.remedy?.action).toBe('next-style');
    expect(stageMessage({ ...well, unpainted: 'x', styleCount: 1 })?.remedy).toBeUndefined();
  });

  it('has a way out of an empty gallery: what was taken off the wall, where there is any, or a file', () => {
    const offers = (trashed: number) => {
      const { remedy, others = [] } = stageMessage({ ...well, styleCount: 0, trashed })!;
      return [remedy, ...others].map((offer) => offer?.action);
    };
    expect(offers(0)).toEqual(['import-style']);
    expect(offers(6)).toEqual(['hang-again', 'import-style']);
  });

  it('says in a line that changes cannot be saved, and why', () => {
    expect(stageLine({ ...well, unsaved: 'The disk is full.' })).toMatchObject({ key: 'not-saved' });
    expect(stageLine({ ...well, unsaved: 'The disk is full.' })?.body).toContain('The disk is full.');
  });

  it('offers to load the page again where a part of it did not come: some browsers ask for one but once', () => {
    const { remedy, others = [] } = stageMessage({ ...well, camera: 'no-demo' })!;
    const offers = [remedy, ...others].map((offer) => offer?.action);
    expect(offers).toEqual(['retry-camera', 'reload', 'choose-video']);
  });

  it.each(['none', 'refused', 'in-use', 'ended', 'unsupported'] as const)(
    'offers something to look at all the same when the camera is %s',
    (camera) => {
      const offers = stageMessage({ ...well, camera })?.others?.map(({ action }) => action);
      expect(offers).toEqual(['demo-scene', 'choose-video']);
    },
  );
});
