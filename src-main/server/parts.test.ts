/** The server's smaller parts: files, flags, wire format, window. */
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageFile } from './files.ts';
import { parseFlags } from './flags.ts';
import { browserArguments, WindowWatch } from './window.ts';
import { decodeFrame, encodeFrame, joined, totalOf } from './wire.ts';

describe("the page's files", () => {
  const folder = resolve('/srv/page');

  it('are found by their path', () => {
    expect(pageFile(folder, '/')).toMatchObject({ file: join(folder, 'index.html'), immutable: false });
    expect(pageFile(folder, '/assets/a-1.js')).toMatchObject({ contentType: /javascript/, immutable: true });
    expect(pageFile(folder, '/a%20b.png')?.file).toBe(join(folder, 'a b.png'));
  });

  it('are nowhere else', () => {
    const paths = [
      '',
      'index.html',
      '/..',
      '/../page.js',
      '/%2e%2e/x.js',
      '/..%2fx.js',
      '/a/..%2f..%2fx.js',
      '/a/../x.js',
      '/\\..\\x.js',
      '/..%5cx.js',
      '/c:%5cx.js',
      '/x.js%00.png',
      '/%',
      '/.env',
      '/.git/config.json',
      '/a//b.js',
      '//x.js',
      '/etc/passwd',
      '/a.exe',
      '/a',
    ];
    for (const path of paths) expect([path, pageFile(folder, path)]).toEqual([path, undefined]);
  });
});

it('understands its flags, and says what is wrong with others', () => {
  expect(parseFlags([])).toEqual({ port: undefined, open: true });
  expect(parseFlags(['--port', '0', '--no-open', '--browser'])).toEqual({ port: 0, open: false });
  for (const port of ['x', '-1', '65536', '1e3', ' 1', '80.5']) {
    expect(() => parseFlags([`--port=${port}`])).toThrow(`not "${port}"`);
  }
  expect(() => parseFlags(['--nope'])).toThrow('--nope');
});

describe('a frame on the wire', () => {
  it('comes out as it went in', () => {
    const pixels = new Uint8Array([1, 2, 3, 4]);
    const parts = encodeFrame({ id: 1, title: 'Ä' }, pixels);
    const whole = Buffer.concat(parts);
    for (const pieces of [parts, [whole], [whole.subarray(0, 2), whole.subarray(2, 9), whole.subarray(9)]]) {
      const { header, rest } = decodeFrame(pieces);
      const back = joined(rest, new Uint8Array(totalOf(rest)));
      expect([header, [...back]]).toEqual([{ id: 1, title: 'Ä' }, [1, 2, 3, 4]]);
    }
  });

  it('is refused when it is none', () => {
    const bad = [
      [],
      [1, 0],
      [0, 0, 0, 0],
      [9, 0, 0, 0, 123],
      [255, 255, 255, 255, 1],
      [2, 0, 0, 0, 123, 123],
    ];
    for (const bytes of bad) {
      expect(() => decodeFrame([Uint8Array.from(bytes)])).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      );
    }
  });
});

describe('the app window', () => {
  it('has a profile of its own, and no sandbox only where root needs it', () => {
    const options = { url: 'http://127.0.0.1:1/', profile: '/data/browser' };
    const args = browserArguments(options, 'linux', false);
    expect(args).toContain('--app=http://127.0.0.1:1/');
    expect(args).toContain('--user-data-dir=/data/browser');
    expect(args).not.toContain('--no-sandbox');
    expect(browserArguments(options, 'linux', true)).toContain('--no-sandbox');
    expect(browserArguments(options, 'darwin', true)).not.toContain('--no-sandbox');
  });

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has closed when its browser has ended and its page does not come back', () => {
    const closed = vi.fn();
    const watch = new WindowWatch(closed, 'linux');
    watch.pages(1);
    watch.pages(0);
    vi.advanceTimersByTime(60_000);
    expect(closed).not.toHaveBeenCalled();
    watch.pages(1);
    watch.browserEnded();
    vi.advanceTimersByTime(60_000);
    expect(closed).not.toHaveBeenCalled();
    watch.pages(0);
    vi.advanceTimersByTime(1000);
    watch.pages(1);
    vi.advanceTimersByTime(60_000);
    expect(closed).not.toHaveBeenCalled();
    watch.pages(0);
    vi.advanceTimersByTime(5000);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('has not closed when the browser handed the page over to one that runs already', () => {
    const closed = vi.fn();
    const watch = new WindowWatch(closed, 'linux');
    watch.browserEnded();
    vi.advanceTimersByTime(5000);
    watch.pages(1);
    vi.advanceTimersByTime(60_000);
    expect(closed).not.toHaveBeenCalled();
  });

  it('has closed on macOS, where browsers stay, when its page is gone for long', () => {
    const closed = vi.fn();
    const watch = new WindowWatch(closed, 'darwin');
    watch.pages(1);
    watch.pages(0);
    vi.advanceTimersByTime(11_000);
    expect(closed).toHaveBeenCalledOnce();
  });
});
