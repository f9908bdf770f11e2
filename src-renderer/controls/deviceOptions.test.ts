import { describe, expect, it } from 'vitest';
import { deviceOptions, devicesAway } from './deviceOptions.ts';

const devices = [
  { id: 'cpu', name: 'Processor', available: true },
  { id: 'webgpu', name: 'Graphics card', available: false, reason: 'No driver was found.' },
];

describe('the device picker', () => {
  it('offers the best one first and says which that is', () => {
    expect(deviceOptions(devices, 'cpu', 'auto')[0]).toEqual({
      value: 'auto',
      label: 'The best there is: Processor',
    });
  });

  it('lists what is not available, without letting it be chosen, and tells why elsewhere', () => {
    expect(deviceOptions(devices, 'cpu', 'auto')).toContainEqual({
      value: 'webgpu',
      label: 'Graphics card (not available)',
      disabled: true,
    });
    expect(devicesAway(devices)).toEqual([{ name: 'Graphics card', reason: 'No driver was found.' }]);
  });

  it('shows the chosen one before any is known', () => {
    expect(deviceOptions(null, null, 'webgpu').map(({ value }) => value)).toEqual(['auto', 'webgpu']);
    expect(deviceOptions(null, null, 'auto')).toHaveLength(1);
  });
});
