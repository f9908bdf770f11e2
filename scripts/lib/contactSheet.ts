/** The sheet of every shipped style: the same frames in each, and beneath them whose painting it is. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { describeModel, type ModelDescription } from '../../src-main/paint/describe.ts';
import { openPainter } from '../../src-main/paint/onnxPainter.ts';
import type { StyleModel } from '../../src-main/paint/painter.ts';
import { openDevice } from '../../src-main/runtime/devices.ts';
import { modelsFolder, openStyle } from './styles.ts';

const CELL = { width: 400, height: 300 };
const TOKENS = join(import.meta.dirname, '..', '..', 'src-renderer', 'design', 'tokens.css');

/** A style on the sheet. */
interface Shown {
  readonly about: ModelDescription;
  /** Its pictures as addresses. */
  readonly pictures: readonly string[];
}

/** Paints frames, which are files, in every shipped style; gives the sheet as a PNG. */
export async function contactSheet(page: Page, frames: readonly string[]): Promise<Buffer> {
  await page.setContent(sheetPage(await paintAll(frames), await readFile(TOKENS, 'utf8')));
  return page.locator('main').screenshot();
}

async function paintAll(frames: readonly string[]): Promise<Shown[]> {
  const ids = (await readdir(modelsFolder)).map((file) => basename(file, '.onnx')).sort();
  const painter = openPainter(await openDevice('cpu'));
  const paint = async (style: StyleModel, frame: string): Promise<string> => {
    const { data, info } = await sharp(frame).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const look = { strength: 1, keepColours: false, blend: null };
    const { pixels } = await painter.paint(style, { width, height, pixels: data, ...look });
    const picture = sharp(pixels, { raw: { width, height, channels: 4 } }).removeAlpha();
    const png = await picture
      .resize({ ...CELL, fit: 'cover' })
      .png()
      .toBuffer();
    return `data:image/png;base64,${png.toString('base64')}`;
  };
  const shown: Shown[] = [];
  for (const id of ids) {
    const style = await openStyle(id);
    const pictures: string[] = [];
    for (const frame of frames) pictures.push(await paint(style, frame));
    shown.push({ about: describeModel(style.bytes), pictures });
  }
  await painter.close();
  return shown;
}

/** Two styles a row, in the colours and the letters of the app; large, for it is seen at half its size. */
function sheetPage(shown: readonly Shown[], tokens: string): string {
  const figures = shown.map(
    ({ about: { title = '', artist = '', year = '' }, pictures }) => `
      <figure>
        ${pictures.map((picture) => `<img src="${picture}" alt="">`).join('')}
        <figcaption><em>${title}</em> ${artist}, ${year}</figcaption>
      </figure>`,
  );
  return `<!doctype html>
    <html lang="en" style="color-scheme: light">
      <style>
        ${tokens}
        body { margin: 0; }
        main {
          display: grid;
          grid-template-columns: auto auto;
          gap: 26px 24px;
          width: max-content;
          padding: 24px;
          background: var(--wall);
        }
        figure { margin: 0; width: ${2 * CELL.width + 8}px; display: flex; flex-wrap: wrap; gap: 10px 8px; }
        img { box-shadow: 0 2px 10px var(--shade); }
        figcaption { width: 100%; color: var(--ink-soft); font: 22px / 1.3 var(--text); }
        em { margin-right: 0.4em; color: var(--ink); font: italic 28px / 1 var(--display); }
      </style>
      <main>${figures.join('')}</main>
    </html>`;
}
