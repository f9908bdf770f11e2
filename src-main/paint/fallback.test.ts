import { expect, it } from 'vitest';
import { FallbackPainter } from './fallback.ts';
import { FakePainter, flatFrame } from './testing/fakePainter.ts';

const frame = { width: 16, height: 16, rgba: flatFrame(16, 16, 9), strength: 1 };
const style = (id: string) => ({ id, bytes: new Uint8Array() });

/** A painter whose device fails. */
class FailingPainter extends FakePainter {
  override paint(): Promise<never> {
    return Promise.reject(new Error('the device was lost'));
  }
}

function setUp(first: FakePainter) {
  const told: string[] = [];
  const cpu = new FakePainter();
  const painter = new FallbackPainter(
    first,
    () => Promise.resolve(cpu),
    (why) => told.push(why),
  );
  return { painter, told, cpu };
}

it('goes on with the CPU when the device fails, tells once, and closes what failed', async () => {
  const first = new FailingPainter({ device: 'webgpu' });
  const { painter, told } = setUp(first);
  for (let count = 0; count < 3; count += 1) {
    expect((await painter.paint(style('a'), frame)).rgba[0]).toBe(246);
  }
  expect(told).toEqual(['the device was lost']);
  expect(painter.device.id).toBe('cpu');
  expect(first.log).toEqual(['close']);
});

it('does not blame the device for a style that cannot be used', async () => {
  const { painter, told, cpu } = setUp(new FakePainter({ device: 'webgpu' }));
  await expect(painter.paint(style('broken'), frame)).rejects.toThrow('no model');
  expect([told, cpu.log]).toEqual([[], []]);
});

it('does not blame the device for what the CPU cannot do either', async () => {
  const { painter, told } = setUp(new FakePainter({ device: 'webgpu' }));
  await expect(painter.paint(style('failing'), frame)).rejects.toThrow('The network failed');
  expect(told).toEqual([]);
  expect(painter.device.id).toBe('webgpu');
});
