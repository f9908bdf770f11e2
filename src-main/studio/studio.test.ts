/** The contract as a page sees it: every request, anything malformed, and the events that follow. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaintChild } from '../paint/child.ts';
import type { ToPaint } from '../paint/protocol.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { type EventName, requests } from './contract.ts';
import { Log } from './log.ts';
import { Studio } from './studio.ts';

let folder: string;
let studio: Studio;
let sent: ToPaint[];
let die: () => void;
let say: (data: unknown) => void;
let events: { name: EventName; data: unknown }[];
let offers: unknown[];

/** A paint process that is always ready and does nothing wrong. */
function spawnPaint(): PaintChild {
  let hear: (data: unknown) => void = () => undefined;
  return {
    pid: 4711,
    send: (message) => {
      sent.push(message);
      if (message.type === 'start') queueMicrotask(() => hear({ type: 'ready', device: message.devices[0] }));
      if (message.type === 'prepare') hear({ type: 'done', request: message.request });
    },
    onMessage: (listener) => void (say = hear = listener),
    onExit: (listener) => void (die = listener),
    kill: () => undefined,
  };
}

async function open(): Promise<void> {
  sent = [];
  events = [];
  offers = [];
  studio = await Studio.open({
    shell: 'browser',
    version: '1.2.3',
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    spawnPaint,
    spawnTrain: () => {
      throw new Error('nothing is trained here');
    },
    describeModel: (bytes) => ({ title: Buffer.from(bytes).toString('utf8') }),
    log: new Log({ folder: join(folder, 'logs'), mask: (text) => text.replaceAll('secret', '~') }),
    offerMenu: (commands) => offers.push(commands),
    checkReplies: true,
  });
  studio.listen((name, data) => events.push({ name, data }));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-studio-'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models', 'wave.onnx'), 'The Wave');
  await open();
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

describe('requests', () => {
  it('are all answered, with results that fit the contract', async () => {
    const args: Record<string, unknown> = {
      'settings.set': { strength: 0.25 },
      'menu.offer': { commands: [{ id: 'view.freeze', checked: false }] },
      'report.page-error': { message: 'it broke', stack: 'at x' },
      'engine.prepare': { styleId: 'wave', width: 640, height: 480 },
      'devices.measure': { training: false },
    };
    // These have a walk of their own: the tests in library/, recordings/, repaint/,
    // sketches/, trainings/ and uploads.test.ts.
    const elsewhere =
      /^(library|recordings|recordingsFolder|loops|repaint|uploads|trainings|sketch|still|lossNetwork)\./;
    const names = Object.keys(requests).filter((name) => !elsewhere.test(name));
    for (const name of names) {
      const reply = await studio.request(name, args[name] ?? {});
      expect([name, reply]).toMatchObject([name, { ok: true }]);
    }
  });

  it('with unknown names are refused, whatever they would find on an object', async () => {
    const names = [
      '',
      'nope',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'app.info ',
      'x'.repeat(1e5),
    ];
    for (const name of names) {
      expect(await studio.request(name, {})).toMatchObject({ ok: false, code: 'unknown-request' });
    }
  });

  it('with malformed arguments are refused and change nothing', async () => {
    const before = await studio.request('settings.get', {});
    const bad: [string, unknown][] = [
      ['app.info', undefined],
      ['app.info', null],
      ['app.info', { extra: 1 }],
      ['styles.list', []],
      ['settings.set', { strength: 2 }],
      ['settings.set', { strength: NaN }],
      ['settings.set', { version: 1 }],
      ['settings.set', { unknown: 1 }],
      ['settings.set', { styleId: '../../etc' }],
      ['settings.set', { resolution: { width: 0, height: 480 } }],
      ['settings.set', { cameraId: 'x'.repeat(513) }],
      ['settings.set', JSON.parse('{"__proto__":{"strength":0}}')],
      ['engine.prepare', {}],
      ['engine.prepare', { styleId: 'wave', width: 1e9, height: 480 }],
      ['engine.prepare', { styleId: 'wave', width: '640', height: 480 }],
    ];
    for (const [name, args] of bad) {
      expect([name, args, await studio.request(name, args)]).toMatchObject([
        name,
        args,
        { ok: false, code: 'malformed' },
      ]);
    }
    expect(await studio.request('settings.get', {})).toEqual(before);
  });

  it('of any kind are answered with one reply and never throw', async () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(requests)), fc.string());
    await fc.assert(
      fc.asyncProperty(name, fc.jsonValue(), async (request, args) => {
        const reply = await studio.request(request, args);
        expect(reply.ok || reply.message.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('settings', () => {
  it('tell every page of a change', async () => {
    await studio.request('settings.set', { mirror: false });
    expect(events).toContainEqual({
      name: 'settings.changed',
      data: expect.objectContaining({ mirror: false }) as unknown,
    });
  });

  it('move the painter to the device that is chosen', async () => {
    await studio.request('settings.set', { device: 'webgpu' });
    await expect
      .poll(() => sent.filter(({ type }) => type === 'start').at(-1))
      .toEqual({ type: 'start', devices: ['webgpu', 'cpu'] });
  });

  it('leave the painter on the CPU where its device kept failing, until a device is chosen again', async () => {
    const starts = () => sent.flatMap((message) => (message.type === 'start' ? [message.devices[0]] : []));
    await studio.request('settings.set', { device: 'webgpu' });
    await expect.poll(() => starts().length).toBe(2);
    die();
    await expect.poll(() => starts().length).toBe(3);
    die();
    await expect.poll(starts).toEqual(['cpu', 'webgpu', 'webgpu', 'cpu']);
    await studio.request('settings.set', { strength: 0.5 });
    expect(studio.engineState.status).not.toBe('restarting');
    await studio.request('settings.set', { device: 'webgpu' });
    await expect.poll(() => starts().at(-1)).toBe('webgpu');
  });

  it('that could not be understood are told of when a page is there', async () => {
    await studio.close();
    writeFileSync(join(folder, 'data', 'settings.json'), 'garbage');
    await open();
    expect(events.filter(({ name }) => name === 'notice')).toEqual([]);
    await studio.request('settings.get', {});
    await expect.poll(() => events.filter(({ name }) => name === 'notice')).toHaveLength(1);
  });
});

describe('styles', () => {
  it('appear when their file is put into the own folder', async () => {
    writeFileSync(join(folder, 'data', 'styles', 'mine.onnx'), 'Mine');
    await expect.poll(() => events.map(({ name }) => name), { timeout: 5000 }).toContain('styles.changed');
    expect(await studio.request('styles.list', {})).toMatchObject({
      ok: true,
      value: {
        styles: [
          { id: 'wave', shipped: true },
          { id: 'mine', title: 'Mine', shipped: false },
        ],
      },
    });
    expect(sent.at(-1)).toMatchObject({ type: 'styles', styles: [{ id: 'wave' }, { id: 'mine' }] });
  });

  it('that were on the stage last are loaded before a page asks, but not on a card', async () => {
    const size = { width: 320, height: 240 };
    await studio.request('settings.set', { styleId: 'wave', resolution: size });
    await studio.close();
    await open();
    const loads = (): ToPaint[] => sent.filter(({ type }) => type === 'prepare');
    await expect.poll(loads).toMatchObject([{ styleId: 'wave', blendId: null, ...size }]);
    await studio.request('settings.set', { device: 'webgpu' });
    await studio.close();
    await open();
    await expect.poll(() => sent.map(({ type }) => type)).toContain('styles');
    expect(loads()).toEqual([]);
  });

  it('that do not exist cannot be prepared', async () => {
    const reply = await studio.request('engine.prepare', { styleId: 'nope', width: 64, height: 64 });
    expect(reply).toMatchObject({ ok: false, code: 'unknown-style' });
    const size = { width: 64, height: 64 };
    const blended = await studio.request('engine.prepare', { styleId: 'wave', blendId: 'nope', ...size });
    expect(blended).toMatchObject({ ok: false, code: 'unknown-style' });
  });
});

describe('what went wrong', () => {
  it('is in the log: errors of the page, notices, and in the report', async () => {
    await studio.request('report.page-error', {
      message: 'TypeError: secret',
      stack: 'TypeError: secret\n  at x',
    });
    studio.hold({ level: 'warning', message: 'The disk is slow.' });
    const reply = await studio.request('report.details', {});
    const { text } = (reply as unknown as { value: { text: string } }).value;
    expect(text).toContain('Pastiche 1.2.3 (browser shell');
    expect(text).toContain('error page: TypeError: ~\n    at x\n');
    expect(text).toContain('warning main: The disk is slow.');
  });

  it('is said at once where there is a page, and later where there is none yet', async () => {
    studio.hold({ level: 'info', message: 'early' });
    const notice = { level: 'warning', message: 'The painter has no card.' };
    say({ type: 'notice', notice });
    expect(events.filter(({ name }) => name === 'notice')).toEqual([]);
    await studio.request('settings.get', {});
    await expect
      .poll(() => events)
      .toContainEqual({ name: 'notice', data: { level: 'info', message: 'early' } });
    expect(events).toContainEqual({ name: 'notice', data: notice });
    studio.hold({ level: 'info', message: 'late' });
    expect(events.at(-1)).toEqual({ name: 'notice', data: { level: 'info', message: 'late' } });
  });

  it('waits for the next page where the last is gone', async () => {
    await studio.request('settings.get', {});
    await new Promise((resolve) => setImmediate(resolve));
    studio.pageGone();
    events.length = 0;
    studio.hold({ level: 'error', message: 'between' });
    expect(studio.settings.mirror, 'which the shell looks at, too').toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    await studio.request('settings.get', {});
    await expect
      .poll(() => events)
      .toEqual([{ name: 'notice', data: { level: 'error', message: 'between' } }]);
  });
});

describe('what is under way', () => {
  async function value<T>(name: string, args: object): Promise<T> {
    const reply = await studio.request(name, args);
    if (!reply.ok) throw new Error(reply.message);
    return reply.value as T;
  }

  it('is known: a clip of the live view, and a file that is repainted', async () => {
    const nothing = { recording: false, repainting: false, training: false, still: false };
    expect(studio.work).toEqual(nothing);
    const { handle } = await value<{ handle: string }>('recordings.begin', { type: 'mp4', style: null });
    expect(studio.work).toEqual({ ...nothing, recording: true });
    await value('recordings.discard', { handle });

    const look = { styleId: 'wave', title: 'Wave', strength: 1, keepColours: false, blend: null };
    const { job } = await value<{ job: string }>('repaint.begin', { name: 'a.mp4', bytes: null, look });
    const film = { type: 'mp4', style: 'Wave', source: 'a.mp4' };
    const made = await value<{ handle: string }>('recordings.begin', film);
    expect(studio.work, 'the file that it makes is no clip').toEqual({ ...nothing, repainting: true });
    await value('recordings.discard', { handle: made.handle });
    await value('repaint.end', { job });
    expect(studio.work).toEqual(nothing);
  });
});

describe('commands for a menu', () => {
  it('go to the shell, with what was left out filled in', async () => {
    await studio.request('menu.offer', { commands: [{ id: 'view.freeze' }] });
    expect(offers).toEqual([[{ id: 'view.freeze', enabled: true }]]);
  });
});
