import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeModel } from '../paint/describe.ts';
import { apart } from '../paint/testing/apart.ts';
import { foreignModel } from '../paint/testing/foreignModel.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { KnownStyles } from './library/knownStyles.ts';
import { type DescribeModel, StyleLibrary } from './styles.ts';

let folder: string;
let read: string[];
let library: StyleLibrary;
const describeText: DescribeModel = (bytes) => {
  const text = Buffer.from(bytes).toString('utf8');
  read.push(text);
  if (text === 'broken') throw new Error('this is not an ONNX model');
  return text === 'plain' ? {} : { title: text, artist: 'Somebody' };
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-styles-'));
  mkdirSync(join(folder, 'shipped'));
  mkdirSync(join(folder, 'own'));
  read = [];
  library = new StyleLibrary(
    [
      { path: join(folder, 'shipped'), shipped: true },
      { path: join(folder, 'own'), shipped: false },
    ],
    describeText,
  );
});
afterEach(() => removeFolder(folder));

const anything = expect.any(String) as unknown as string;
const aTime = expect.any(Number) as unknown as number;
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

it("lists shipped styles, then the person's own, with what their files say", async () => {
  put('own/my_style-2.onnx', 'plain');
  put('shipped/wave.onnx', 'The Wave');
  put('shipped/readme.txt', 'no style');
  put('shipped/.hidden.onnx', 'no style');
  const { styles, problems, files } = await library.scan();
  expect(styles).toEqual([
    { id: 'wave', title: 'The Wave', artist: 'Somebody', shipped: true, bytes: 8, stamp: anything },
    { id: 'my_style-2', title: 'My style 2', shipped: false, bytes: 5, stamp: anything, addedAt: aTime },
  ]);
  expect(problems).toEqual([]);
  expect(files.map(({ id }) => id)).toEqual(['wave', 'my_style-2']);
});

it('makes a bad file a problem, and lists the rest', async () => {
  put('own/bad.onnx', 'broken');
  put('own/Not An Id.onnx', 'fine');
  put('own/wave.onnx', 'another wave');
  put('own/__proto__.onnx', 'fine');
  mkdirSync(join(folder, 'own', 'folder.onnx'));
  // As a junction: on Windows other links need rights that a person has not.
  symlinkSync(join(folder, 'nowhere'), join(folder, 'own', 'dangling.onnx'), 'junction');
  put('shipped/wave.onnx', 'The Wave');
  const { styles, problems } = await library.scan();
  expect(styles.map(({ id }) => id)).toEqual(['wave']);
  const byFile = new Map(problems.map(({ file, message }) => [file, message]));
  expect([...byFile.keys()].sort()).toEqual(
    ['Not An Id.onnx', '__proto__.onnx', 'bad.onnx', 'dangling.onnx', 'folder.onnx', 'wave.onnx'].sort(),
  );
  expect(byFile.get('bad.onnx')).toBe(
    'this is not an ONNX model. Put a whole copy in its place, or take it out of the folder.',
  );
  expect(byFile.get('wave.onnx')).toContain('rename');
  expect(byFile.get('dangling.onnx')).toContain('leads nowhere');
  expect(byFile.get('folder.onnx')).toContain('It is a folder');
});

it('refuses a file over 256 MB without reading it', async () => {
  put('own/huge.onnx', 'x');
  truncateSync(join(folder, 'own', 'huge.onnx'), 256 * 1024 * 1024 + 1);
  const { problems } = await library.scan();
  expect(problems).toEqual([
    {
      file: 'huge.onnx',
      message: expect.stringContaining('a style may have up to 256 MB. Take it out') as unknown,
    },
  ]);
  expect(read).toEqual([]);
});

it('reads a file again only when it has changed, and then under a new stamp', async () => {
  put('own/a.onnx', 'one');
  const first = await library.scan();
  await library.scan();
  expect(read).toEqual(['one']);
  put('own/a.onnx', 'two');
  utimesSync(join(folder, 'own', 'a.onnx'), 1, 1);
  const second = await library.scan();
  expect(second.styles[0]?.title).toBe('two');
  expect(second.files[0]?.stamp).not.toBe(first.files[0]?.stamp);
});

it('finds nothing where there is no folder', async () => {
  rmSync(join(folder, 'own'), { recursive: true });
  rmSync(join(folder, 'shipped'), { recursive: true });
  expect(await library.scan()).toEqual({ styles: [], problems: [], files: [] });
});

it('takes a model whose weights lie in a file beside it, as soon and as long as that is there', async () => {
  library = new StyleLibrary([{ path: join(folder, 'own'), shipped: false }], describeModel);
  const { model, data } = apart(foreignModel(), 'mine.onnx.data');
  const weights = join(folder, 'own', 'mine.onnx.data');
  writeFileSync(join(folder, 'own', 'mine.onnx'), model);
  expect((await library.scan()).problems).toEqual([
    {
      file: 'mine.onnx',
      message:
        'Its weights lie in another file, "mine.onnx.data", which is not beside it: put it there, or save it again as one file, without external data (PyTorch: external_data=False).',
    },
  ]);
  writeFileSync(weights, data);
  const stamps = new Set<string | undefined>();
  const scan = async (): Promise<number> => {
    const { styles, problems, files } = await library.scan();
    expect([styles.map(({ id }) => id), problems]).toEqual([['mine'], []]);
    stamps.add(files[0]?.stamp);
    return stamps.size;
  };
  expect([await scan(), await scan()]).toEqual([1, 1]);
  utimesSync(weights, 1, 1);
  expect(await scan()).toBe(2);
  rmSync(weights);
  expect((await library.scan()).problems).toHaveLength(1);
});

it.each([
  ['other letters', 'Net.data', 'net.DATA'],
  ['an accent apart from its letter', 'é.data'.normalize('NFC'), 'é.data'.normalize('NFD')],
])('takes weights that two styles name in %s for shared: on some systems they are', async (_, one, other) => {
  library = new StyleLibrary([{ path: join(folder, 'own'), shipped: false }], describeModel);
  for (const [name, location] of [
    ['a', one],
    ['b', other],
    ['c', 'c.data'],
  ] as const) {
    // prettier-ignore
    const { model, data } = apart(foreignModel(), location);
    writeFileSync(join(folder, 'own', `${name}.onnx`), model);
    writeFileSync(join(folder, 'own', location), data);
  }
  expect((await library.scan()).problems).toEqual([]);
  const weightsOf = (name: string) => library.weightsOf(join(folder, 'own', `${name}.onnx`));
  const shared = [await weightsOf('a'), await weightsOf('b'), await weightsOf('c')];
  expect(shared).toMatchObject([[{ shared: true }], [{ shared: true }], [{ shared: false }]]);
});

describe('from one start to the next', () => {
  const shipped = () => [{ path: join(folder, 'shipped'), shipped: true }];
  const kept = join('data', 'known-styles.json');
  /** What a start finds, and which files it reads. */
  async function start(version = '1'): Promise<{ titles: string[]; read: string[]; library: StyleLibrary }> {
    read = [];
    const known = new KnownStyles(join(folder, 'data'), version);
    const next = new StyleLibrary(shipped(), describeText, known);
    const { styles } = await next.scan();
    await known.settled();
    return { titles: styles.map(({ title }) => title), read, library: next };
  }

  it('no file is read that is as it was, and every one that changed', async () => {
    for (const name of ['a', 'b', 'c']) put(`shipped/${name}.onnx`, name);
    expect((await start()).read).toEqual(['a', 'b', 'c']);
    expect(await start()).toMatchObject({ titles: ['a', 'b', 'c'], read: [] });
    const file = join(folder, 'shipped', 'b.onnx');
    const { mtime, ctimeMs } = statSync(file);
    // Of the same size, and as old as the one that it replaces; by the time of the change some systems count seconds.
    await vi.waitFor(
      () => {
        put('shipped/b.onnx', 'B');
        utimesSync(file, mtime, mtime);
        expect(statSync(file).ctimeMs).not.toBe(ctimeMs);
      },
      { timeout: 20_000, interval: 1 },
    );
    put('shipped/d.onnx', 'd');
    rmSync(join(folder, 'shipped', 'c.onnx'));
    expect(await start()).toMatchObject({ titles: ['a', 'B', 'd'], read: ['B', 'd'] });
    expect(readFileSync(join(folder, kept), 'utf8')).not.toContain('c.onnx');
  });

  it('what was kept counts no more in another version, and never for a style of another name or folder', async () => {
    put('shipped/a.onnx', 'a');
    await start();
    expect((await start('2')).read).toEqual(['a']);
    const text = readFileSync(join(folder, kept), 'utf8');
    for (const [from, to] of [
      ['"id":"a"', '"id":"b"'],
      ['"shipped":true', '"shipped":false'],
    ] as const) {
      expect(text).toContain(from);
      writeFileSync(join(folder, kept), text.replace(from, to));
      expect(await start('2')).toMatchObject({ titles: ['a'], read: ['a'] });
    }
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['of other things', () => '[]'],
    ['with an entry that cannot be', (text: string) => text.replace('"id":"a"', '"id":"../a"')],
    ['empty', () => ''],
  ])(
    'a file of what was found that is %s costs reading the styles again, and nothing else',
    async (_, damage) => {
      put('shipped/a.onnx', 'a');
      await start();
      writeFileSync(join(folder, kept), damage(readFileSync(join(folder, kept), 'utf8')));
      expect(await start()).toMatchObject({ titles: ['a'], read: ['a'] });
      expect((await start()).read).toEqual([]);
    },
  );

  it('nothing is lost where nothing can be kept', async () => {
    put('shipped/a.onnx', 'a');
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    expect((await start()).titles).toEqual(['a']);
    expect((await start()).titles).toEqual(['a']);
  });

  it('a style is known by what running it showed, as long as its file stays as it is', async () => {
    put('shipped/a.onnx', 'a');
    const found = { multiple: 4, takesAny: true, gain: { width: 0, height: -2 } };
    const foundOf = async (from: StyleLibrary) => (await from.scan()).files.map((file) => file.found);
    const first = (await start()).library;
    const { stamp } = (await first.scan()).files[0]!;
    first.learn({ styleId: 'a', stamp: 'of an older file', found });
    expect(await foundOf(first)).toEqual([undefined]);
    first.learn({ styleId: 'a', stamp, found });
    expect(await foundOf(first)).toEqual([found]);
    await expect.poll(() => readFileSync(join(folder, kept), 'utf8')).toContain('takesAny');
    const second = (await start()).library;
    expect(await foundOf(second)).toEqual([found]);
    put('shipped/a.onnx', 'another');
    expect(await foundOf(second)).toEqual([undefined]);
  });
});
