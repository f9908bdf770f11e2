import type { Translation } from '../catalogue.ts';
import type { still as english } from '../en/still.ts';

export const still: Translation<typeof english> = {
  title: '静止画を描く',
  command: '静止画をじっくり描く…',
  hint: '一枚の画像を、絵画に限りなく近づくまで画素ごとに描きます。数分かかりますが、ライブで描くどのスタイルよりも豊かに仕上がります。',
  photo: '写真',
  choosePhoto: '写真を選ぶ…',
  film: '今カメラに映っているもの',
  fromCamera: 'カメラの画像',
  paintingOf: '「{title}」の絵画',
  size: '長辺',
  pixels: '{count} ピクセル',
  start: '描く',
  sending: '画像を渡しています…',
  alt: '描いている途中の静止画',
  cancel: '破棄する',
  cancelSure: '本当に破棄？',
  done: '{count} 回の反復で描きました',
  save: '保存',
  saved: '録画と一緒に保存しました',
  another: '別の静止画',
  ready: '静止画が描き上がりました。「静止画を描く」を開いて保存してください。',
};
