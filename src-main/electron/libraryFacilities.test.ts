import { expect, it, vi } from 'vitest';
import { electronFacilities, type FileParts, framedPicture } from './libraryFacilities.ts';

function parts(windows = 1, language: 'en' | 'ja' = 'en') {
  const window = { webContents: { startDrag: vi.fn() } };
  const showSaveDialog = vi.fn<(...args: unknown[]) => Promise<unknown>>();
  const showOpenDialog = vi.fn<(...args: unknown[]) => Promise<unknown>>();
  const electron = {
    BrowserWindow: {
      getFocusedWindow: () => null,
      getAllWindows: () => (windows > 0 ? [window] : []),
    },
    dialog: { showSaveDialog, showOpenDialog },
    nativeImage: { createFromBitmap: vi.fn(() => 'an image') },
    shell: { showItemInFolder: vi.fn() },
  };
  return {
    window,
    showSaveDialog,
    showOpenDialog,
    electron,
    ...electronFacilities(electron as unknown as FileParts, () => language),
  };
}

it('asks where to save, over the window, and takes no for an answer', async () => {
  const { saveAs, showSaveDialog, window } = parts();
  showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: '/home/me/wave.onnx' });
  expect(await saveAs('wave.onnx')).toBe('/home/me/wave.onnx');
  expect(showSaveDialog).toHaveBeenCalledWith(window, expect.objectContaining({ defaultPath: 'wave.onnx' }));
  showSaveDialog.mockResolvedValueOnce({ canceled: true, filePath: '' });
  expect(await saveAs('wave.onnx')).toBeNull();
});

it.each([
  ['en', 'Pastiche style'],
  ['ja', 'Pastiche のスタイル'],
] as const)('calls the file by its name in the person’s language: %s', async (language, name) => {
  const { saveAs, showSaveDialog } = parts(0, language);
  showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' });
  await saveAs('x.onnx');
  const filters = [{ name, extensions: ['onnx'] }];
  expect(showSaveDialog).toHaveBeenCalledWith(expect.objectContaining({ filters }));
});

it('asks without a window too', async () => {
  const { saveAs, showSaveDialog } = parts(0);
  showSaveDialog.mockResolvedValue({ canceled: false, filePath: '/x.onnx' });
  expect(await saveAs('x.onnx')).toBe('/x.onnx');
  expect(showSaveDialog.mock.calls[0]).toHaveLength(1);
});

it('asks for a folder, beginning at the one there is', async () => {
  const { chooseFolder, showOpenDialog, window } = parts();
  showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/films'] });
  expect(await chooseFolder('/videos')).toBe('/films');
  expect(showOpenDialog).toHaveBeenCalledWith(window, expect.objectContaining({ defaultPath: '/videos' }));
  showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
  expect(await chooseFolder('/videos')).toBeNull();
});

it('shows a file in its folder, and starts a drag with it and a picture', async () => {
  const { window, electron, ...facilities } = parts();
  await facilities.showInFolder('/styles/wave.onnx');
  expect(electron.shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith('/styles/wave.onnx');
  facilities.startDrag('/styles/wave.onnx');
  expect(window.webContents.startDrag).toHaveBeenCalledExactlyOnceWith({
    file: '/styles/wave.onnx',
    icon: 'an image',
  });
});

it('draws a frame around a picture', () => {
  const pixels = framedPicture();
  expect(pixels).toHaveLength(4 * 48 * 36);
  const at = (x: number, y: number) => [...pixels.subarray(4 * (y * 48 + x), 4 * (y * 48 + x) + 3)];
  expect(at(0, 0)).toEqual(at(47, 35));
  expect(at(24, 18)).not.toEqual(at(0, 0));
  expect(pixels[3]).toBe(255);
});
