import type { Translation } from '../catalogue.ts';
import type { controls as english } from '../en/controls.ts';

export const controls: Translation<typeof english> = {
  camera: 'カメラ',
  noCamera: 'カメラなし',
  unnamedCamera: 'カメラ {number}',
  resolution: '描画サイズ',
  mirror: '左右反転',
  strength: '絵画の強さ',
  strengthValue: '{percent}%',
  strengthSpoken: '絵画 {percent} パーセント',
};
