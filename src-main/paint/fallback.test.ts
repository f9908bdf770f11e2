import { expect, it } from 'vitest';
import { FallbackPainter } from './fallback.ts';
import { FakePainter, flatFrame } from './testing/fakePainter.ts';

const frame = { width: 16, height: 16, pixels: flatFrame(16, 16, 9), strength: 1 };
const style = (id: string) => ({ id, bytes: new Uint8Array() });

/** A painter whose device fails. */
class FailingPainter extends FakePainter {
  override paint(): Promise<never> {
    return Promise.reject(new Error('the device was lost'));
  }
}

/** Devices that are named `lost…` fail when painting, those named `absent…` cannot be opened. */
function setUp(first: string, left: readonly string[] = ['cpu']) {
  const told: string[] = [];
  const opened: FakePainter[] = [];
  const make = (device: string) =>
    device.startsWith('lost') ? new FailingPainter({ device }) : new FakePainter({ device });
  const painter = new FallbackPainter(make(first), left, {
    open: (device) => {
      if (device.startsWith('absent')) return Promise.reject(new Error('not here'));
      opened.push(make(device));
      return Promise.resolve(opened.at(-1)!);
    },
    fellBack: (from, to, why) => told.push(`${from.id} > ${to.id}: ${why}`),
  });
  return { painter, told, opened };
}

it('goes on with the next device that can do it, tells once, and closes what failed', async () => {
  const { painter, told, opened } = setUp('lost-1', ['absent', 'lost-2', 'webgpu', 'cpu']);
  for (let count = 0; count < 3; count += 1) {
    expect((await painter.paint(style('a'), frame)).pixels[0]).toBe(246);
  }
  expect(told).toEqual(['lost-1 > webgpu: the device was lost']);
  expect(painter.device.id).toBe('webgpu');
  expect(opened.map(({ device, log }) => [device.id, log.includes('close')])).toEqual([
    ['lost-2', true],
    ['webgpu', false],
  ]);
});

it('falls again when the next one fails later', async () => {
  const { painter, told, opened } = setUp('lost', ['webgpu', 'cpu']);
  await painter.paint(style('a'), frame);
  opened[0]!.paint = () => Promise.reject(new Error('unplugged'));
  await painter.paint(style('a'), frame);
  expect(told.at(-1)).toBe('webgpu > cpu: unplugged');
  expect(painter.device.id).toBe('cpu');
});

it('does not blame the device for a style that cannot be used', async () => {
  const { painter, told, opened } = setUp('webgpu');
  await expect(painter.paint(style('broken'), frame)).rejects.toThrow('no model');
  expect([told, opened]).toEqual([[], []]);
});

it('does not blame the device for what no other can do either', async () => {
  const { painter, told } = setUp('webgpu');
  await expect(painter.paint(style('failing'), frame)).rejects.toThrow('The network failed');
  expect(told).toEqual([]);
  expect(painter.device.id).toBe('webgpu');
});
