import type { Translation } from '../catalogue.ts';
import type { recordings as english } from '../en/recordings.ts';

export const recordings: Translation<typeof english> = {
  title: '録画した作品',
  open: '録画した作品',
  emptyTitle: 'まだ録画がありません',
  emptyBody: 'R で録画、S で写真を撮れます。{folder} に保存されます。',
  problemTitle: '録画を表示できません',
  tryAgain: 'もう一度',
  folder: '保存場所：{folder}',
  play: '{name} を再生',
  picture: '写真',
  writing: '録画中',
  finishingNow: '仕上げ中',
  broken: '読み込めません',
  back: '一覧に戻る',
  rename: '名前を変更',
  name: '名前',
  save: 'コピーを保存',
  show: 'フォルダーで表示',
  remove: '削除',
  removed: '「{name}」をごみ箱に移しました。30 日間保管されます。',
  undo: '元に戻す',
  trim: '切り出す',
  trimFrom: '開始',
  trimTo: '終了',
  trimMake: 'この部分を保存',
  trimCancel: 'キャンセル',
  trimHint: '切り出しは、印の位置またはその直前のキーフレームから始まります。再エンコードはしません。',
  trimmed: '{name} として保存しました',
  unplayable:
    'このブラウザーでは再生できません。コピーを保存すれば、ほかのアプリで再生できるかもしれません。',
};
