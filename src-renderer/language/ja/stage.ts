import type { Translation } from '../catalogue.ts';
import type { stage as english } from '../en/stage.ts';

export const stage: Translation<typeof english> = {
  stage: 'ステージ',
  original: '元の映像',
  noStyle: 'スタイルなし',
  you: 'あなたのライブ映像。{shown}',
  scene: '描かれた風景。{shown}',
  fps: 'fps',
  ms: 'ms',
  figures: '1 秒間に表示される枚数と、カメラに映ってから表示されるまでの時間',
  painting: '絵画',
  picture: '映像',
  frozen: '静止中',
  held: '止めた映像。{shown}',
  bar: 'ステージの操作',
  withKey: '{title}（{key}）',
  divider: '左が元の映像、右が絵画',
  dividerAt: '元の映像 {percent} パーセント',
  blendOf: '2 つのスタイルの割合',
  blendAt: '{title} {percent} パーセント',
  blendPick: '2 つ目のスタイルを選んでください',
  blendPickHint: 'ギャラリーから、または番号キーで',
  blendEnd: '混ぜるのをやめる',
  cancel: 'キャンセル',
  blended: '{first} と {second}',
};
