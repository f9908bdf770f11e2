import type { Translation } from '../catalogue.ts';
import type { stage as english } from '../en/stage.ts';

export const stage: Translation<typeof english> = {
  stage: 'ステージ',
  original: '元の映像',
  noStyle: 'スタイルなし',
  you: 'あなたのライブ映像。{shown}',
  scene: '描かれた風景。{shown}',
  compare: '押している間、元の映像',
  compareHint: '押している間、元の映像を表示します（C）',
  fps: 'fps',
  ms: 'ms',
  figures: '1 秒間に表示される枚数と、カメラに映ってから表示されるまでの時間',
};
