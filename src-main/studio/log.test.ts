import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { describeError, Log, maskHome, recordFailures } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-log-'));
});
afterEach(() => removeFolder(folder));

const make = (maxBytes?: number): Log =>
  new Log({
    folder: join(folder, 'logs'),
    mask: maskHome('/home/ann'),
    now: () => new Date('2026-01-02T03:04:05Z'),
    ...(maxBytes !== undefined && { maxBytes }),
  });
const written = (): string => readFileSync(join(folder, 'logs', 'pastiche.log'), 'utf8');

describe('the log', () => {
  it('is on disk at once, an entry a line, a stack indented under it', () => {
    const log = make();
    expect(existsSync(join(folder, 'logs'))).toBe(false);
    log.write('error', 'painter', 'it broke\n    at paint (x.ts:1)\n');
    log.write('info', 'main', 'it goes on');
    expect(written()).toBe(
      '2026-01-02T03:04:05.000Z error painter: it broke\n      at paint (x.ts:1)\n' +
        '2026-01-02T03:04:05.000Z info main: it goes on\n',
    );
    expect(log.tail(1)).toEqual(['2026-01-02T03:04:05.000Z info main: it goes on']);
  });

  it('names no folder at home', () => {
    make().write('error', 'main', 'no such file /home/ann/private diary/x.onnx');
    expect(written()).toContain('no such file ~/private diary/x.onnx');
    expect(written()).not.toContain('ann');
  });

  it('counts what comes again and again', () => {
    const log = make();
    for (let i = 0; i < 100; i++) log.write('error', 'main', 'again');
    log.write('error', 'main', 'other');
    const lines = written().trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('the same 99 times more');
  });

  it('keeps within its bounds, and the latest entries', () => {
    const log = make(2000);
    for (let i = 0; i < 500; i++) log.write('error', 'main', `entry ${i} ${'x'.repeat(i % 90)}`);
    log.write('error', 'page', 'y'.repeat(100_000));
    log.write('info', 'main', 'the last');
    const files = readdirSync(join(folder, 'logs')).sort();
    expect(files).toEqual(['pastiche.1.log', 'pastiche.2.log', 'pastiche.log']);
    const bytes = files.map((file) => statSync(join(folder, 'logs', file)).size);
    expect(Math.max(...bytes)).toBeLessThan(2000 + 8100);
    expect(log.tail(1)[0]).toContain('the last');
    expect(log.tail(2)[0]).toContain('yyy');
  });

  it('does no harm where it cannot write', () => {
    writeFileSync(join(folder, 'logs'), 'a file where the folder should be');
    const log = make();
    expect(() => log.write('error', 'main', 'unheard')).not.toThrow();
    expect(log.tail(5)).toEqual([]);
  });
});

describe('the home folder', () => {
  it.each([
    ['/home/ann', '/home/ann/a.txt', '~/a.txt'],
    ['/home/ann/', '"/home/ann"', '"~"'],
    ['/home/ann', '/home/anna/a.txt and /home/ann.old', '/home/anna/a.txt and /home/ann.old'],
    ['/home/a b', 'file:///home/a%20b/c', 'file://~/c'],
    ['C:\\Users\\Ann', 'c:\\users\\ann\\x, C:/Users/Ann/y, "C:\\\\Users\\\\Ann\\\\z"', '~\\x, ~/y, "~\\\\z"'],
    ['/home/a+b(c)', '/home/a+b(c)/x', '~/x'],
    ['/', '/etc/passwd', '/etc/passwd'],
    ['', '/etc/passwd', '/etc/passwd'],
  ])('%s in %s becomes %s', (home, text, masked) => {
    expect(maskHome(home)(text)).toBe(masked);
  });
});

describe('what nobody caught', () => {
  it('is recorded, exceptions as well as rejections', () => {
    const process = new EventEmitter();
    const log = make();
    recordFailures(process, log);
    process.emit('uncaughtExceptionMonitor', new TypeError('no frame'));
    process.emit('unhandledRejection', 'gave up');
    expect(written()).toMatch(/error main: TypeError: no frame\n {2} {4}at /);
    expect(written()).toContain('error main: unhandled: gave up');
  });

  it('is told with its cause', () => {
    const error = new Error('not saved', { cause: new Error('disk full') });
    expect(describeError(error)).toMatch(/not saved[\s\S]*caused by Error: disk full/);
  });
});
