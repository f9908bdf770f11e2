/** A studio that is closed while something cannot be brought to its end. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { Library } from './library/library.ts';
import { Log } from './log.ts';
import { Recordings } from './recordings/recordings.ts';
import { Studio } from './studio.ts';
import { StyleLibrary } from './styles.ts';
import { TrainingTopic } from './trainings/topic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-closing-'));
});
afterEach(() => removeFolder(folder));

it('still finishes what is recorded, waits for that, and says in the log what failed', async () => {
  const nobody = { pid: 1, send: vi.fn(), onMessage: vi.fn(), onExit: vi.fn(), kill: vi.fn() };
  const studio = await Studio.open({
    shell: 'browser',
    version: '1.2.3',
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    spawnPaint: () => nobody,
    spawnTrain: () => nobody,
    describeModel: () => ({}),
    log: new Log({ folder: join(folder, 'logs'), mask: (text) => text }),
  });
  vi.spyOn(TrainingTopic.prototype, 'close').mockRejectedValueOnce(new Error('somebody holds a file'));
  let finish: () => void = () => undefined;
  const recorded = new Promise<void>((resolve) => (finish = resolve));
  vi.spyOn(Recordings.prototype, 'close').mockReturnValueOnce(recorded);
  const closed = vi.fn();
  const closing = studio.close().then(closed);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(closed).not.toHaveBeenCalled();
  finish();
  await closing;
  expect(readFileSync(join(folder, 'logs', 'pastiche.log'), 'utf8')).toContain('somebody holds a file');
});

it('waits for a look at the styles: what that finds is not kept in a folder that went behind it', async () => {
  const data = join(folder, 'data');
  const nothing = () => undefined;
  mkdirSync(join(data, 'styles'), { recursive: true });
  writeFileSync(join(data, 'styles', 'mine.onnx'), 'mine');
  const library = await Library.open({
    dataFolder: data,
    modelsFolder: join(folder, 'no models'),
    version: '1',
    describeModel: () => ({}),
    onFiles: nothing,
    onChange: nothing,
    onNotice: nothing,
  });
  vi.spyOn(StyleLibrary.prototype, 'scan').mockImplementationOnce(async function (this: StyleLibrary) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return this.scan();
  });
  const looked = library.refresh();
  await library.close();
  rmSync(data, { recursive: true });
  await looked;
  // Once more, for what the look left to be written.
  await library.close();
  expect(existsSync(data)).toBe(false);
});
