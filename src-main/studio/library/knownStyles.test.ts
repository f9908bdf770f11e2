/** What the library knows of styles when it is opened again. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { StyleFile } from '../../paint/protocol.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { Library } from './library.ts';

it('reads no file again, and gives painters what running a style showed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-known-'));
  onTestFinished(() => removeFolder(folder));
  mkdirSync(join(folder, 'styles'));
  writeFileSync(join(folder, 'styles', 'mine.onnx'), 'Mine');
  let reads = 0;
  let given: readonly StyleFile[] = [];
  const open = () =>
    Library.open({
      dataFolder: folder,
      modelsFolder: join(folder, 'no models'),
      version: '1',
      describeModel: (bytes) => {
        reads += 1;
        return { title: Buffer.from(bytes).toString() };
      },
      onFiles: (files) => (given = files),
      onChange: () => undefined,
      onNotice: () => undefined,
    });
  const first = await open();
  const [mine] = given;
  expect([mine?.id, mine?.found]).toEqual(['mine', undefined]);
  const found = { multiple: 8, takesAny: false, gain: { width: 0, height: 0 } };
  await first.learn({ styleId: 'mine', stamp: mine!.stamp, found });
  expect(given).toEqual([{ ...mine, found }]);
  await first.close();
  given = [];
  const second = await open();
  await second.close();
  expect(given).toEqual([{ ...mine, found }]);
  expect([second.styles.map(({ title }) => title), reads]).toEqual([['Mine'], 1]);
});
