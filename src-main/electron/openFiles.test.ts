import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { FilesToOpen, Handover, type OpenFiles, styleFilesOf } from './openFiles.ts';

const folder = resolve('/somewhere');

describe('the style files among the arguments', () => {
  it('are full paths, whatever else is there', () => {
    const absolute = resolve('/styles/wave.onnx');
    expect(
      styleFilesOf(
        ['/opt/Pastiche/pastiche', '.', '--no-sandbox', '--log=x.onnx', 'mine.ONNX', absolute, 'photo.jpg'],
        folder,
      ),
    ).toEqual([join(folder, 'mine.ONNX'), absolute]);
  });

  it('may be addresses', () => {
    const file = resolve('/my styles/é.onnx');
    expect(styleFilesOf([pathToFileURL(file).href, 'file://other.host/%zz.onnx'], folder)).toEqual([file]);
  });
});

describe('files to open', () => {
  it('wait until somebody opens them, and are opened once', () => {
    const files = new FilesToOpen();
    const open = vi.fn<OpenFiles>(() => Promise.resolve());
    files.add(['/a.onnx', '/b.onnx']);
    files.add(['/a.onnx']);
    files.openWith(open);
    expect(open).toHaveBeenCalledExactlyOnceWith(['/a.onnx', '/b.onnx']);
    files.add([]);
    expect(open).toHaveBeenCalledOnce();
    files.add(['/a.onnx']);
    expect(open).toHaveBeenLastCalledWith(['/a.onnx']);
  });

  it.each([undefined, null, {}, { files: 'a' }, { files: [1] }])(
    'are not taken from a second instance that says %j',
    (data) => {
      expect(Handover.safeParse(data).success).toBe(false);
    },
  );
});
