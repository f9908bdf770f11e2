import { describe, expect, it } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import { Importer, type ImportFile } from './importer.svelte.ts';

const PIECE = 512 * 1024;

/** A main side that gathers what comes; `refuse` says no to a request by its name. */
function mainSide(refuse: string[] = []) {
  const asked: string[] = [];
  const files = new Map<string, { name: string; size: number; data: unknown; received: number }>();
  const hung: { name: string; received: number }[] = [];
  const request = (name: string, args: object): Promise<unknown> => {
    asked.push(name);
    const { importId, ...rest } = args as {
      importId: string;
      name: string;
      bytes: number & Uint8Array;
      data: unknown;
    };
    const file = files.get(importId);
    // Finished is over, whatever comes of it.
    if (name === 'library.importFinish') files.delete(importId);
    if (refuse.includes(name)) {
      return Promise.resolve({ ok: false, code: 'unusable-style', message: 'it is none' });
    }
    if (name === 'library.importBegin')
      files.set(importId, { name: rest.name, size: rest.bytes, data: rest.data, received: 0 });
    if (name === 'library.importCancel') files.delete(importId);
    if (name === 'library.importChunk' && file) file.received += rest.bytes.length;
    if (name === 'library.importFinish' && file) hung.push(file);
    const value =
      name === 'library.importChunk'
        ? { received: file?.received }
        : { styleId: 'x', title: file?.name ?? 'nothing' };
    return Promise.resolve(
      (file ?? name !== 'library.importFinish')
        ? { ok: true, value }
        : { ok: false, code: 'unknown-import', message: 'it is over' },
    );
  };
  return {
    asked,
    files,
    hung,
    importer: new Importer(request as unknown as Bridge['request'], () => Infinity),
  };
}

function file(name: string, size: number, onSlice: (start: number) => void = () => undefined): ImportFile {
  return {
    ...{ name, size },
    slice: (start, end) => ({
      arrayBuffer: () => {
        onSlice(start);
        return Promise.resolve(new ArrayBuffer(Math.min(end, size) - start));
      },
    }),
  };
}

describe('files', () => {
  it('come whole, in pieces, one after the other', async () => {
    const { importer, hung, asked } = mainSide();
    const added = importer.add([file('a.onnx', 5 * PIECE + 3), file('b.onnx', 7)]);
    expect(importer.jobs.map(({ name, sent }) => [name, sent])).toEqual([
      ['a.onnx', 0],
      ['b.onnx', 0],
    ]);
    expect(await added).toMatchObject([{ style: { title: 'a.onnx' } }, { style: { title: 'b.onnx' } }]);
    expect(hung).toMatchObject([{ received: 5 * PIECE + 3 }, { received: 7 }]);
    expect(asked.filter((name) => name === 'library.importChunk')).toHaveLength(7);
    expect(importer.jobs).toEqual([]);
  });

  it.each(['library.importBegin', 'library.importChunk', 'library.importFinish'])(
    'that %s refuses are told of, and the next one still comes',
    async (name) => {
      const { importer, files } = mainSide([name]);
      const [outcome] = await importer.add([file('a.onnx', 7)]);
      expect(outcome).toEqual({
        name: 'a.onnx',
        refusal: { ok: false, code: 'unusable-style', message: 'it is none' },
      });
      expect(files.size).toBe(0);
      expect(importer.jobs).toEqual([]);
    },
  );

  it('of a model and its weights come as one, and what was given up is not among them', async () => {
    const { importer, hung, asked } = mainSide();
    const named = (name: string, text: string): ImportFile => new File([text], name);
    const added = importer.add([
      named('a.data', 'weights'),
      named('a.onnx', '\n\x08location\x12\x06a.data\n\x08location\x12\x06b.data'),
      named('b.data', 'w'),
      named('c.onnx', 'c'),
    ]);
    importer.cancel(importer.jobs[2]!.id);
    expect(await added).toMatchObject([
      { style: { title: 'a.onnx' } },
      { name: 'b.data', cancelled: true },
      { style: { title: 'c.onnx' } },
    ]);
    expect(hung).toEqual([
      { name: 'a.onnx', size: 36, data: [{ name: 'a.data', bytes: 7 }], received: 43 },
      { name: 'c.onnx', size: 1, data: [], received: 1 },
    ]);
    expect(asked.filter((name) => name === 'library.importChunk')).toHaveLength(3);
  });

  it('of weights that are given up while their model is read are not sent with it', async () => {
    const { importer, hung } = mainSide();
    const model = new File(['\n\x08location\x12\x06a.data\n\x08location\x12\x06b.data'], 'a.onnx');
    let givesUp = true;
    const reading: ImportFile = {
      ...{ name: model.name, size: model.size },
      slice: (start, end) => {
        if (givesUp) importer.cancel(importer.jobs[1]!.id);
        givesUp = false;
        return model.slice(start, end);
      },
    };
    const added = importer.add([reading, new File(['weights'], 'a.data'), new File(['w'], 'b.data')]);
    expect(await added).toMatchObject([{ style: { title: 'a.onnx' } }, { name: 'a.data', cancelled: true }]);
    expect(hung).toMatchObject([{ data: [{ name: 'b.data', bytes: 1 }] }]);
    expect(importer.jobs).toEqual([]);
  });

  it('that cannot be read, such as folders, are told of', async () => {
    const { importer, files } = mainSide();
    const folder = {
      ...file('folder', 4096),
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('no')) }),
    };
    expect(await importer.add([folder, file('b.onnx', 7)])).toMatchObject([
      { refusal: { code: 'unusable-style' } },
      { style: { title: 'b.onnx' } },
    ]);
    expect(files.size).toBe(0);
  });

  it('still come after some for which the bridge broke', async () => {
    let broken = true;
    const importer = new Importer(
      (() =>
        broken
          ? Promise.reject(new Error('gone'))
          : Promise.resolve({
              ok: true,
              value: { styleId: 'b', received: 7 },
            })) as unknown as Bridge['request'],
      () => Infinity,
    );
    await expect(importer.add([file('a.onnx', 7)])).rejects.toThrow('gone');
    broken = false;
    expect(await importer.add([file('b.onnx', 7)])).toMatchObject([{ style: { styleId: 'b' } }]);
  });

  it('that are cancelled leave nothing, under way or waiting', async () => {
    const { importer, hung, files } = mainSide();
    const added = importer.add([
      file('a.onnx', 9 * PIECE, (start) => {
        if (start === 2 * PIECE) for (const { id } of importer.jobs.slice(0, 2)) importer.cancel(id);
      }),
      file('b.onnx', 7),
      file('c.onnx', 7),
    ]);
    expect(await added).toMatchObject([
      { cancelled: true },
      { cancelled: true },
      { style: { title: 'c.onnx' } },
    ]);
    expect(hung.map(({ name }) => name)).toEqual(['c.onnx']);
    expect(files.size).toBe(0);
  });
});
