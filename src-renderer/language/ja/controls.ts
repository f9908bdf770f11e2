import type { Translation } from '../catalogue.ts';
import type { controls as english } from '../en/controls.ts';

export const controls: Translation<typeof english> = {
  camera: 'カメラ',
  noCamera: 'カメラなし',
  unnamedCamera: 'カメラ {number}',
  resolution: '描画サイズ',
  sizeAuto: '自動',
  sizeAutoNow: '自動 · {size}',
  mirror: '左右反転',
  strength: '絵画の強さ',
  strengthValue: '{percent}%',
  strengthSpoken: '絵画 {percent} パーセント',
  keepColours: '元の色を残す',
  device: '描画装置',
  deviceAuto: '自動',
  deviceAutoNow: '自動 · {name}',
  deviceAway: '{name}（使えません）',
  deviceUnknown: '{name}（未確認）',
  setup: 'カメラと描画',
};
