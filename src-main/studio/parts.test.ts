/** How the studio's parts hear of each other. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { PaintChild } from '../paint/child.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { Library } from './library/library.ts';
import { Log } from './log.ts';
import { Studio } from './studio.ts';

it('what the painter found in a style and nobody could take is in the log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-parts-'));
  onTestFinished(() => removeFolder(folder));
  let say: (data: unknown) => void = () => undefined;
  const child = { pid: 1, send: vi.fn(), onExit: vi.fn(), kill: vi.fn() };
  const log = new Log({ folder: join(folder, 'logs'), mask: (text) => text });
  const studio = await Studio.open({
    shell: 'browser',
    version: '1.2.3',
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    spawnPaint: (): PaintChild => ({ ...child, onMessage: (listener) => (say = listener) }),
    spawnTrain: () => ({ ...child, onMessage: vi.fn() }),
    describeModel: () => ({}),
    log,
  });
  vi.spyOn(Library.prototype, 'learn').mockRejectedValueOnce(new Error('somebody holds the file'));
  const found = { multiple: 4, takesAny: true, gain: { width: 0, height: 0 } };
  say({ type: 'found', styleId: 'wave', stamp: '1', found });
  await new Promise(setImmediate);
  await studio.close();
  const text = readFileSync(join(folder, 'logs', 'pastiche.log'), 'utf8');
  expect(text).toMatch(/error.*main.*somebody holds the file/);
});
