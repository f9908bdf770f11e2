/** Camera, size, mirror and strength. */
export const controls = {
  camera: 'Camera',
  noCamera: 'No camera',
  unnamedCamera: 'Camera {number}',
  resolution: 'Painted at',
  mirror: 'Mirror',
  strength: 'Strength',
  strengthValue: '{percent} %',
  strengthSpoken: '{percent} percent painting',
  keepColours: 'Original colours',
  device: 'Painted by',
  deviceAuto: 'The best there is',
  deviceAutoNow: 'The best there is: {name}',
  devicesAway: { one: 'One device cannot be used here', other: '{count} devices cannot be used here' },
  deviceAway: '{name} (not available)',
  setup: 'Camera and painter',
} as const;
