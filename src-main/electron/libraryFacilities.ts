/** What Electron can do with files and folders: ask where to, show them, and give them away by dragging. */
import type * as Electron from 'electron';
import type { ShellFacilities } from '../studio/library/facilities.ts';
import type { MenuLanguage } from './menuLabels.ts';

/** The parts of Electron used here. */
export type FileParts = Pick<typeof Electron, 'BrowserWindow' | 'dialog' | 'nativeImage' | 'shell'>;

/** What a style's file is called where one is saved. */
const STYLE_FILE: Readonly<Record<MenuLanguage, string>> = {
  en: 'Pastiche style',
  ja: 'Pastiche のスタイル',
};

/** Width and height of the picture under the pointer while a style is dragged. */
const DRAG_IMAGE = { width: 48, height: 36 } as const;

/** Electron's facilities; `language` is the one that the person is spoken to in. */
export function electronFacilities(
  electron: FileParts,
  language: () => MenuLanguage,
): Required<ShellFacilities> {
  const { dialog, nativeImage, shell } = electron;
  const window = () => electron.BrowserWindow.getFocusedWindow() ?? electron.BrowserWindow.getAllWindows()[0];
  return {
    showInFolder: (file) => shell.showItemInFolder(file),
    async saveAs(suggestedName) {
      const options: Electron.SaveDialogOptions = {
        defaultPath: suggestedName,
        filters: [{ name: STYLE_FILE[language()], extensions: ['onnx'] }],
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      };
      const owner = window();
      const { canceled, filePath } = await (owner
        ? dialog.showSaveDialog(owner, options)
        : dialog.showSaveDialog(options));
      return canceled || filePath === '' ? null : filePath;
    },
    async chooseFolder(current) {
      const options: Electron.OpenDialogOptions = {
        defaultPath: current,
        properties: ['openDirectory', 'createDirectory'],
      };
      const owner = window();
      const { canceled, filePaths } = await (owner
        ? dialog.showOpenDialog(owner, options)
        : dialog.showOpenDialog(options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    startDrag(file) {
      const icon = nativeImage.createFromBitmap(framedPicture(), { ...DRAG_IMAGE });
      window()?.webContents.startDrag({ file, icon });
    },
  };
}

/** A small framed picture, as BGRA: macOS starts no drag without an image. */
export function framedPicture(): Buffer {
  const { width, height } = DRAG_IMAGE;
  const pixels = Buffer.alloc(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
      const [r, g, b] = edge < 2 ? [58, 44, 28] : edge < 6 ? [249, 246, 239] : [168, 48, 26];
      pixels.set([b, g, r, 255], 4 * (y * width + x));
    }
  }
  return pixels;
}
