/** An easel whose processes die, with processes of ours. */
import { expect, it } from 'vitest';
import { Puppet } from '../../process/testing/puppet.ts';
import type { ToTrain } from '../../train/protocol.ts';
import type { FromSketch, SketchJob } from '../../train/sketchProtocol.ts';
import type { SketchState } from '../contract/sketches.ts';
import { Easel } from './easel.ts';

const job: SketchJob = {
  ...{ photo: 'photo', painting: 'painting', lossNetwork: 'none', devices: ['cpu'], threads: 1 },
  ...{ edge: 64, iterations: 9, styleWeight: 12, brush: 400, colours: 'painting', showMs: 0 },
};
const painted: FromSketch = {
  ...{ type: 'progress', iteration: 3, iterations: 9, secondsLeft: 1, device: 'cpu' },
  losses: { total: 1, content: 1, style: 0, tv: 0 },
  picture: { bytes: new Uint8Array(4), width: 64, height: 48 },
};

type SketchProcess = Puppet<ToTrain, FromSketch>;

function easelOn(devices: string[]): {
  easel: Easel;
  processes: SketchProcess[];
  states: SketchState[];
  notices: string[];
} {
  const [processes, states, notices]: [SketchProcess[], SketchState[], string[]] = [[], [], []];
  const easel = new Easel({
    spawn: () => processes[processes.push(new Puppet<ToTrain, FromSketch>()) - 1]!,
    onState: (state) => states.push(state),
    onNotice: (message) => notices.push(message),
    onLossNetwork: () => undefined,
  });
  easel.start({ ...job, devices });
  return { easel, processes, states, notices };
}

it.each([
  ['the same device, where there is no other', ['cpu'], 'Painting stopped unexpectedly; it begins anew.'],
  ['the next device', ['card', 'cpu'], 'Painting on "card" stopped unexpectedly; "cpu" begins anew.'],
])('a picture whose process dies begins anew on %s, and nothing of it can be kept', (_on, devices, told) => {
  const { easel, processes, states, notices } = easelOn(devices);
  processes[0]!.say(painted);
  expect(easel.state).toMatchObject({ status: 'painting', iteration: 3 });
  processes[0]!.die();
  expect(notices).toEqual([told]);
  expect(states.at(-1)).toEqual({
    ...{ run: 1, status: 'preparing', iteration: 0, iterations: 0, secondsLeft: null, loss: null },
  });
  expect(easel.whole.picture).toBeUndefined();
  expect(() => easel.finish()).toThrow('There is nothing to keep yet.');
  expect(processes[1]!.sent).toEqual([{ type: 'sketch', job: { ...job, devices: ['cpu'] } }]);
  processes[1]!.say(painted);
  easel.finish();
  expect(processes[1]!.sent.at(-1)).toEqual({ type: 'stop' });
});

it('a picture whose second process dies, too, has failed', () => {
  const { easel, processes } = easelOn(['cpu']);
  processes[0]!.die();
  processes[1]!.die();
  expect(processes).toHaveLength(2);
  expect(easel.state).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('memory') as string,
  });
});
