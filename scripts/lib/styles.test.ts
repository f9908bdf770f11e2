/** npm run stylize with a model whose weights lie in a file beside it. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { apart } from '../../src-main/paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../src-main/paint/testing/foreignModel.ts';
import { removeFolder } from '../../src-main/process/testing/removeFolder.ts';
import { runCommand } from './testing/command.ts';

it('paints with a model and its weights from beside it as with one file, and says what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-stylize-cli-'));
  onTestFinished(() => removeFolder(folder));
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a86', noise } }).toFile(join(folder, 'photo.png')); // prettier-ignore
  const { model, data } = apart(foreignModel(), 'apart.onnx.data');
  await writeFile(join(folder, 'apart.onnx'), model);
  await writeFile(join(folder, 'whole.onnx'), foreignBytes());
  const stylize = (style: string) =>
    runCommand('stylize.ts', folder, ['photo.png', '--style', `${style}.onnx`, '--out', `${style}.png`, '--device', 'cpu']); // prettier-ignore
  const refused = await stylize('apart');
  expect(refused.code).not.toBe(0);
  expect(refused.said).toContain('apart.onnx cannot be a style: Its weights lie in another file, "apart.onnx.data", which is not beside it: put it there'); // prettier-ignore

  await writeFile(join(folder, 'apart.onnx.data'), data);
  for (const style of ['apart', 'whole']) expect(await stylize(style)).toMatchObject({ code: 0 });
  const [apartPixels, wholePixels] = await Promise.all(
    ['apart', 'whole'].map((style) =>
      sharp(join(folder, `${style}.png`))
        .raw()
        .toBuffer(),
    ),
  );
  expect(apartPixels).toEqual(wholePixels);
});
