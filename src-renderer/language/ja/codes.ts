import type { Translation } from '../catalogue.ts';
import type { codes as english } from '../en/codes.ts';

export const codes: Translation<typeof english> = {
  malformed: '要求の形式が正しくありません。（{message}）',
  'unknown-request': 'この操作には対応していません。（{message}）',
  'unknown-style': 'スタイルが見つからないか、ファイルを使えません。（{message}）',
  'unusable-style': 'このファイルはスタイルとして使えません。（{message}）',
  'too-large': 'ファイルが大きすぎます。（{message}）',
  'unknown-import': '取り込みが途中で終わりました。もう一度お試しください。（{message}）',
  'unknown-trash': 'ごみ箱に見つかりません。（{message}）',
  storage: 'ディスクに保存できませんでした。（{message}）',
  dropped: '新しいフレームに置き換えられました。（{message}）',
  unavailable: '{message}',
  'paint-failed': 'スタイルを読み込めないか、実行できませんでした。（{message}）',
  'unknown-recording': 'この録画はもうありません。（{message}）',
  'out-of-order': '録画の一部が届きませんでした。届いた分は保存されています。（{message}）',
  'disk-full': 'ディスクがいっぱいです。（{message}）',
  'disk-failed': 'ファイルを読み書きできませんでした。（{message}）',
  'unknown-training': 'この学習は見つかりません。（{message}）',
  'bad-input': 'このファイルまたは設定は使えません。（{message}）',
  'not-now': '今はできません。（{message}）',
  'wants-leave': '確認が必要です。（{message}）',
  internal: '内部エラーが起きました。（{message}）',
};
