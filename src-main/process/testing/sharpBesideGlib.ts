/** For tests: decodes a picture as Electron's processes do. With `--as-it-comes`, as they would by themselves. */
import process from 'node:process';
import { loadSharp } from '../lazy.ts';
import { loadSharpApart } from '../sharpApart.ts';

if (!process.argv.includes('--as-it-comes')) loadSharpApart();
const sharp = await loadSharp();
const blank = { width: 8, height: 6, channels: 3, background: 'red' } as const;
const png = await sharp({ create: blank }).png().toBuffer();
const { info } = await sharp(await sharp(png).resize(4).jpeg().toBuffer())
  .raw()
  .toBuffer({ resolveWithObject: true });
console.log(`${info.width} x ${info.height}`);
