import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingId } from '../contract/recordings.ts';
import {
  attempt,
  fileName,
  partName,
  readName,
  recordingId,
  recordingName,
  repaintedName,
  shelfName,
  unfinishedFile,
} from './names.ts';

const begun = new Date(2026, 10, 24, 9, 5, 12);

describe('the name of a recording', () => {
  it('has date, time and style', () => {
    expect(recordingName(begun, 'The Scream')).toBe('2026-11-24 09.05.12 The Scream');
    expect(recordingName(begun, null)).toBe('2026-11-24 09.05.12');
  });

  it.each([
    ['The Scream', 'The Scream'],
    ['神奈川沖浪裏', '神奈川沖浪裏'],
    ['a/b\\c:d*e', 'a b c d e'],
    [null, null],
  ])('tells time and style again: %s', (style, told) => {
    expect(readName(recordingName(begun, style))).toEqual({ begun, style: told });
    expect(readName(attempt(recordingName(begun, style), 3))).toEqual({ begun, style: told });
  });

  it('is nothing to read in a name that the person gave', () => {
    expect(readName('Grandmother, 80')).toBeNull();
  });
});

describe('a file name', () => {
  it('is fit for every system, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const name = fileName(text);
        expect(name).not.toMatch(/[\p{Cc}<>:"/\\|?*]/u);
        expect(name).not.toMatch(/^[. ]|[. ]$/);
        expect(Buffer.byteLength(name)).toBeLessThan(220);
        // It throws at half of a surrogate pair.
        expect(decodeURIComponent(encodeURIComponent(name))).toBe(name);
        expect(fileName(name)).toBe(name);
      }),
    );
  });

  it('of what was repainted keeps the style, and leaves room for what an encrypted folder takes', () => {
    const name = repaintedName(`${'海'.repeat(60)}.mp4`, '神奈川沖浪裏');
    expect(name).toMatch(/^海{23} - 神奈川沖浪裏$/);
    for (const made of [name, recordingName(begun, '神奈川沖浪裏'.repeat(9))]) {
      const written = unfinishedFile(attempt(partName(made), 12), 4_194_304, 'webm');
      expect(Buffer.byteLength(written)).toBeLessThanOrEqual(143);
    }
    expect(repaintedName(`${'a'.repeat(99)}.mp4`, 'b'.repeat(99))).toBe(
      `${'a'.repeat(32)} - ${'b'.repeat(35)}`,
    );
  });

  it.each([
    ['../../etc/passwd', 'etc passwd'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['aux .txt', '_aux .txt'],
    ['Com¹', '_Com¹'],
    ['lpt³.mp4', '_lpt³.mp4'],
    ['CONIN$', '_CONIN$'],
    ['conout$.a', '_conout$.a'],
    ['Comet', 'Comet'],
    ['.hidden', 'hidden'],
    ['  ', ''],
    ['a\u202Egpj.exe', 'a gpj.exe'],
  ])('of %j is %j', (text, name) => {
    expect(fileName(text)).toBe(name);
  });
});

describe('a file on the shelf', () => {
  it('is told by its ending', () => {
    expect(shelfName('a.MP4')).toMatchObject({ name: 'a', type: 'mp4', writer: null });
    expect(shelfName('a.jpeg')).toMatchObject({ type: 'jpg' });
    for (const other of ['a.txt', '.hidden.mp4', 'mp4', 'a.mp4.tmp']) expect(shelfName(other)).toBeNull();
  });

  it('says whose it is while it is written', () => {
    const file = unfinishedFile('2026-11-24 09.05.12 The Scream', 4711, 'webm');
    expect(shelfName(file)).toMatchObject({
      name: '2026-11-24 09.05.12 The Scream',
      type: 'webm',
      writer: { pid: 4711, machine: expect.stringMatching(/^[0-9a-f]{6}$/) as string },
    });
    expect(shelfName('a.recording-4711.mp4'), 'of an earlier version').toMatchObject({
      writer: { pid: 4711 },
    });
    expect(shelfName('a.recording-me.mp4')).toMatchObject({ name: 'a.recording-me', writer: null });
  });

  it('has an id that the contract takes and that differs from others', () => {
    expect(RecordingId.parse(recordingId('a.mp4'))).not.toBe(recordingId('b.mp4'));
    expect(recordingId('a.mp4')).toBe(recordingId('a.mp4'));
  });

  it('keeps its id where the disk takes accents from their letters', () => {
    const file = 'Les Nymphéas.mp4';
    expect(recordingId(file.normalize('NFD'))).toBe(recordingId(file.normalize('NFC')));
  });
});
