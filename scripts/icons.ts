/**
 * `node scripts/run.mjs icons`: draws the app's icons from `src-renderer/assets/icon.svg` into
 * `src-main/electron/resources`, where electron-builder finds them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { type IconPicture, writeIcns, writeIco } from './lib/iconFiles.ts';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'src-main', 'electron', 'resources');
const svg = await readFile(join(root, 'src-renderer', 'assets', 'icon.svg'));

/** macOS leaves a margin around its icons: the tile takes 824 of 1024. */
const MAC_SHARE = 824 / 1024;

async function draw(size: number, share = 1): Promise<IconPicture> {
  const inner = Math.round(size * share);
  const before = Math.floor((size - inner) / 2);
  const after = size - inner - before;
  const png = await sharp(svg, { density: (72 * inner) / 64 })
    .resize(inner, inner)
    .extend({ top: before, left: before, bottom: after, right: after, background: '#0000' })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return { size, png };
}

const drawAll = (sizes: readonly number[], share?: number): Promise<IconPicture[]> =>
  Promise.all(sizes.map((size) => draw(size, share)));

await mkdir(join(target, 'icons'), { recursive: true });
await writeFile(join(target, 'icon.ico'), writeIco(await drawAll([16, 24, 32, 48, 64, 128, 256])));
await writeFile(
  join(target, 'icon.icns'),
  writeIcns(await drawAll([16, 32, 64, 128, 256, 512, 1024], MAC_SHARE)),
);
await writeFile(join(target, 'icon.png'), (await draw(512)).png);
// Linux takes a folder of sizes.
for (const { size, png } of await drawAll([16, 32, 48, 64, 128, 256, 512])) {
  await writeFile(join(target, 'icons', `${size}x${size}.png`), png);
}
