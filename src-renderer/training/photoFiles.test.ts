import { describe, expect, it } from 'vitest';
import { droppedFiles, MOST_PHOTOS, sortFiles } from './photoFiles.ts';

const file = (name: string, type = '', bytes = 1): File => new File([new Uint8Array(bytes)], name, { type });
const huge = (name: string): File => Object.defineProperty(file(name), 'size', { value: 4e9 });

describe('the files of a folder', () => {
  it('are photos by name or type, and neither films nor empty files nor enormous ones', () => {
    const chosen = [file('a.JPG'), file('b.png'), file('c', 'image/webp'), file('d.tif'), file('e.tiff')];
    const others = [file('d.mov', 'video/quicktime'), file('e.jpg', '', 0), huge('f.jpg'), file('g.svg', 'image/svg+xml')]; // prettier-ignore
    const sorted = sortFiles([...others, ...chosen]);
    expect(sorted.photos).toEqual(chosen);
    expect(sorted.others).toBe(others.length);
  });

  it('name what iPhones make', () => {
    const sorted = sortFiles([file('IMG_1.HEIC'), file('IMG_2.heif', 'image/heif'), file('a.jpg')]);
    expect(sorted).toMatchObject({ heic: 2, others: 0 });
    expect(sorted.photos).toHaveLength(1);
  });

  it('are photos behind thousands of others too, and no more than help', () => {
    const notes = Array.from({ length: MOST_PHOTOS }, (_, i) => file(`${i}.txt`));
    const many = Array.from({ length: MOST_PHOTOS + 5 }, (_, i) => file(`${i}.jpg`));
    expect(sortFiles([...notes, file('a.jpg')]).photos).toHaveLength(1);
    expect(sortFiles(many)).toMatchObject({ others: 0, heic: 0 });
    expect(sortFiles(many).photos).toHaveLength(MOST_PHOTOS);
  });
});

const entryOf = (one: File): object => ({
  ...{ isFile: true, isDirectory: false, name: one.name },
  file: (done: (found: File) => void) => done(one),
});
/** A folder; like a browser's, its reader gives a few at a time. */
const folderOf = (name: string, inside: readonly object[]): object => ({
  ...{ isFile: false, isDirectory: true, name },
  createReader: () => {
    const rest = [...inside];
    return { readEntries: (done: (some: object[]) => void) => done(rest.splice(0, 2)) };
  },
});
const drop = (entries: readonly (object | null)[], files: readonly File[] = []): Parameters<typeof droppedFiles>[0] =>
  ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files }) as never; // prettier-ignore

describe('what is dropped', () => {
  it('are the files in folders, and in folders of theirs, by name', async () => {
    const inner = folderOf('inner', [entryOf(file('5.jpg'))]);
    const folder = folderOf('photos', [entryOf(file('3.jpg')), inner, entryOf(file('1.jpg')), entryOf(file('2.jpg'))]); // prettier-ignore
    const found = await droppedFiles(drop([folder, entryOf(file('0.jpg'))]));
    expect(found.map(({ name }) => name)).toEqual(['1.jpg', '2.jpg', '3.jpg', '5.jpg', '0.jpg']);
  });

  it('ends in a folder without an end', async () => {
    const endless: Record<string, unknown> = folderOf('again', []) as Record<string, unknown>;
    endless['createReader'] = () => {
      const rest = [[endless, entryOf(file('x.jpg'))]];
      return { readEntries: (done: (some: object[]) => void) => done(rest.pop() ?? []) };
    };
    expect((await droppedFiles(drop([endless]))).length).toBeLessThan(20);
  });

  it('are plain files where nothing is known of entries', async () => {
    expect(await droppedFiles(drop([null], [file('a.jpg')]))).toHaveLength(1);
  });
});
