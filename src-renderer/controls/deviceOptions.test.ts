import { describe, expect, it } from 'vitest';
import type { DeviceInfo } from '../bridge/contract.ts';
import { deviceOptions } from './deviceOptions.ts';

const devices: DeviceInfo[] = [
  { id: 'cpu', name: 'Processor', available: true, frame: { ms: 20.84, width: 640, height: 480 } },
  { id: 'webgpu', name: 'GPU', available: false, code: 'no-card', reason: 'No driver was found.' },
  { id: 'cuda', name: 'CUDA', available: false, unknown: true },
  { id: 'directml', name: 'DirectML', available: false, code: 'other-system', reason: 'Windows only.' },
];

describe('the device picker', () => {
  it('offers the best one first and says which that is', () => {
    expect(deviceOptions(devices, 'cpu', 'auto')[0]).toEqual({
      value: 'auto',
      label: 'Auto · CPU',
    });
  });

  it('lists what is not available, without letting it be chosen, and leaves out what is of another system', () => {
    expect(deviceOptions(devices, 'cpu', 'auto').slice(1)).toEqual([
      { value: 'cpu', label: 'Processor · 21 ms', disabled: false },
      { value: 'webgpu', label: 'Graphics card (WebGPU) (not available)', disabled: true },
      { value: 'cuda', label: 'NVIDIA graphics card (CUDA) (not tried yet)', disabled: true },
    ]);
  });

  it('shows the chosen one before any is known', () => {
    expect(deviceOptions([], null, 'webgpu').map(({ value }) => value)).toEqual(['auto', 'webgpu']);
    expect(deviceOptions([], null, 'auto')).toHaveLength(1);
  });
});
