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
} as const;
