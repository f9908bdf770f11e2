/** The recorder over a worker that does as it is told: encoders that fail, hang or die, microphones that go. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Args, Notice, RequestName } from '../bridge/contract.ts';
import { initialSettings } from '../state/settings.ts';
import { chooseFormat } from './format.ts';
import type { ClipWish, FromRecording, ToRecording } from './messages.ts';
import { Recorder } from './recorder.svelte.ts';
import { FakeTrack } from './testing/fakeTrack.ts';

/** The media worker, with what it was told. */
class FakeWorker {
  onmessage: ((event: { data: FromRecording }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly told: ToRecording[] = [];
  /** What ends a clip hangs. */
  hangs = false;
  terminated = false;

  postMessage(message: ToRecording, transfer: Transferable[]): void {
    this.told.push(structuredClone(message, { transfer }));
    if (message.type === 'choose') void this.#choose(message.wish);
    if (message.type !== 'stop' || this.hangs) return;
    queueMicrotask(() => this.says({ type: 'done', seconds: 2, frames: 60, dropped: 0 }));
  }

  async #choose({ heard, failed }: ClipWish): Promise<void> {
    const can = (encoder: string): Promise<boolean> => Promise.resolve(around.can.has(encoder));
    const abilities = {
      video: (codec: string, hardware: boolean) => can(hardware ? `${codec}!` : codec),
      audio: can,
    };
    this.says({ type: 'chosen', choice: await chooseFormat(abilities, heard, failed) });
  }

  says(data: FromRecording): void {
    this.onmessage?.({ data });
  }

  terminate(): void {
    this.terminated = true;
  }
}

const around = vi.hoisted(() => ({ workers: [] as unknown[], can: new Set<string>() }));
const workers = around.workers as FakeWorker[];
vi.mock('../media/open.ts', () => ({
  openMediaWorker: () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  },
}));

let notices: Notice[];
let requests: { name: RequestName; args: unknown }[];
let tracks: FakeTrack[];
/** Answers that are not the usual one. */
let answers: Partial<Record<RequestName, Promise<unknown>>>;
let plugged: boolean;
let devices: EventTarget;
let recorder: Recorder;
const chosen = { ...initialSettings, microphone: true, microphoneId: 'desk' };

beforeEach(() => {
  vi.useFakeTimers();
  workers.length = 0;
  notices = [];
  requests = [];
  answers = {};
  tracks = [];
  plugged = true;
  around.can = new Set(['avc!', 'vp8', 'aac', 'opus']);
  devices = Object.assign(new EventTarget(), {
    enumerateDevices: () =>
      Promise.resolve(plugged ? [{ kind: 'audioinput', deviceId: 'desk', label: 'Desk' }] : []),
    getUserMedia: () => {
      const track = new FakeTrack();
      tracks.push(track);
      return Promise.resolve({ getAudioTracks: () => [track] });
    },
  });
  vi.stubGlobal('navigator', { mediaDevices: devices });
  vi.stubGlobal('window', {
    MediaStreamTrackProcessor: class {
      readonly readable = new ReadableStream();
    },
  });
  recorder = new Recorder({
    bridge: {
      request: <N extends RequestName>(name: N, args: Args<N>) => {
        requests.push({ name, args });
        const answer = answers[name];
        if (answer) return answer as never;
        return Promise.resolve({ ok: true, value: { handle: `handle ${requests.length}` } } as never);
      },
    },
    settings: () => chosen,
    size: () => ({ width: 640, height: 480 }),
    live: () => true,
    frozen: () => false,
    mirrored: () => false,
    styleTitle: () => 'The Scream',
    tell: (notice) => notices.push(notice),
    say: () => undefined,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);
const asked = (name: RequestName): unknown[] => requests.filter((each) => each.name === name);
const encoderOf = (worker: FakeWorker): unknown => {
  const start = worker.told.find((message) => message.type === 'start');
  return start?.options.format;
};
/** Some of the clip is encoded, and on its way to the disk. */
function written(worker: FakeWorker): void {
  worker.says({ type: 'bytes', bytes: new Uint8Array(1000) });
  worker.says({ type: 'beat', seconds: 2, frames: 60, dropped: 0 });
}

describe('an encoder that was announced and fails', () => {
  it('ends its clip, which is kept, and the recording goes on in a new one with the next', async () => {
    await recorder.start();
    const [first] = workers as [FakeWorker];
    expect(encoderOf(first)).toMatchObject({ video: 'avc', hardware: true });
    recorder.mute(true);
    written(first);
    first.says({ type: 'failed', part: 'picture', message: 'The card is away.' });
    await settled();
    expect(recorder.status).toBe('recording');
    expect(encoderOf(workers[1]!)).toMatchObject({ video: 'vp8', audio: 'opus' });
    expect(workers[1]!.told).toContainEqual({ type: 'mute', on: true });
    expect(asked('recordings.append')).toHaveLength(1);
    expect(asked('recordings.finish')).toHaveLength(1);
    expect(asked('recordings.discard')).toHaveLength(0);
    expect(notices).toMatchObject([{ level: 'warning' }]);
    expect(first.terminated).toBe(true);
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
    await recorder.stop();

    await recorder.start();
    expect(encoderOf(workers[2]!), 'it is remembered').toMatchObject({ video: 'vp8' });
  });

  it('of sound is passed over, and not the one of the picture', async () => {
    await recorder.start();
    written(workers[0]!);
    workers[0]!.says({ type: 'failed', part: 'sound', message: 'No AAC.' });
    await settled();
    expect(encoderOf(workers[1]!)).toMatchObject({ video: 'avc', hardware: true, audio: 'opus' });
  });

  it('keeps a pause a pause', async () => {
    await recorder.start();
    recorder.pauseOrResume();
    workers[0]!.says({ type: 'failed', part: 'picture', message: 'The card is away.' });
    await settled();
    expect(recorder.status).toBe('paused');
  });

  it('ends the recording where there is no other, and each may be tried again by hand', async () => {
    await recorder.start();
    for (const index of [0, 1]) {
      workers[index]!.says({ type: 'failed', part: 'picture', message: 'Broken.' });
      await settled();
    }
    expect(recorder.status).toBe('idle');
    expect(notices.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringContaining('Broken.') as string,
    });
    expect(tracks.every(({ stopped }) => stopped)).toBe(true);
    expect(
      workers.every(({ terminated }) => terminated),
      'also the one that found no form',
    ).toBe(true);
    await recorder.start();
    expect(encoderOf(workers.at(-1)!)).toMatchObject({ video: 'avc' });
  });
});

describe('a main side that does not keep up', () => {
  const held = (): unknown[] => asked('recordings.hold');

  it('is told that the recording goes on, as long as its disk stalls and bytes wait', async () => {
    answers['recordings.append'] = new Promise(() => undefined);
    await recorder.start();
    for (let beat = 0; beat < 40; beat++) {
      written(workers[0]!);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(asked('recordings.append')).toHaveLength(1);
    expect(held().length, 'in ten seconds').toBeGreaterThanOrEqual(3);
  });

  it('is told nothing but the bytes as long as it takes them', async () => {
    await recorder.start();
    for (let beat = 0; beat < 40; beat++) {
      written(workers[0]!);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(asked('recordings.append')).toHaveLength(40);
    expect(held()).toHaveLength(0);
  });

  it('and has ended the recording, which goes on in a new clip', async () => {
    await recorder.start();
    answers['recordings.append'] = Promise.resolve({
      ok: false,
      code: 'unknown-recording',
      message: 'Ended.',
    });
    written(workers[0]!);
    await settled();
    answers = {};
    workers[0]!.says({ type: 'beat', seconds: 2, frames: 60, dropped: 0 });
    await settled();
    expect(recorder.status).toBe('recording');
    expect(notices).toMatchObject([{ level: 'warning' }]);
    expect(encoderOf(workers[1]!), 'nothing is wrong with the encoder').toEqual(encoderOf(workers[0]!));
    expect(workers[0]!.terminated).toBe(true);
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
    written(workers[1]!);
    await recorder.stop();
    expect(asked('recordings.begin')).toHaveLength(2);
    expect(asked('recordings.finish')).toHaveLength(2);
    expect(notices).toHaveLength(1);
  });
});

describe('stopping', () => {
  it.each([
    ['hangs', (worker: FakeWorker) => void (worker.hangs = true)],
    [
      'has died',
      (worker: FakeWorker) => {
        worker.hangs = true;
        // The recorder goes on with another one, whose turn is the same.
        around.can.clear();
        worker.onerror?.({ message: 'Out of memory.' });
      },
    ],
  ])('ends, and keeps what is on disk, when the worker %s', async (_how, break_) => {
    await recorder.start();
    const [worker] = workers as [FakeWorker];
    written(worker);
    break_(worker);
    void recorder.stop();
    await vi.advanceTimersByTimeAsync(5000);
    // It still brings something: it is only slow.
    if (recorder.status === 'finishing') worker.says({ type: 'bytes', bytes: new Uint8Array(10) });
    await vi.advanceTimersByTimeAsync(9000);
    expect(recorder.status).toBe('idle');
    expect(worker.terminated).toBe(true);
    expect(asked('recordings.finish')).toHaveLength(1);
    expect(notices).toHaveLength(1);
    expect(tracks.every(({ stopped }) => stopped)).toBe(true);
  });
});

describe('a microphone that goes', () => {
  const unplug = async (): Promise<void> => {
    plugged = false;
    tracks.at(-1)!.dispatchEvent(new Event('ended'));
    devices.dispatchEvent(new Event('devicechange'));
    await settled();
  };

  it('is missed, and heard again in the same clip once it is back', async () => {
    await recorder.start();
    const [worker] = workers as [FakeWorker];
    await unplug();
    expect(notices).toMatchObject([{ level: 'warning' }]);
    expect(tracks).toHaveLength(1);
    plugged = true;
    devices.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(worker.told.at(-1)).toMatchObject({ type: 'listen' });
    expect(notices).toMatchObject([{ level: 'warning' }, { level: 'info' }]);
    expect(workers).toHaveLength(1);

    await unplug();
    expect(notices, 'and missed again').toHaveLength(3);
  });

  it('is let go with the recording, and not opened any more', async () => {
    await recorder.start();
    written(workers[0]!);
    await unplug();
    await recorder.stop();
    plugged = true;
    devices.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(tracks).toHaveLength(1);
  });
});
