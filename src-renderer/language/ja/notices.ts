import type { Translation } from '../catalogue.ts';
import type { notices as english } from '../en/notices.ts';

export const notices: Translation<typeof english> = {
  notSaved: '保存できませんでした：{message}',
  settingsUnread: '設定を読み込めませんでした：{message}',
  stylesUnlisted: 'スタイルの一覧を取得できませんでした：{message}',
  notPainted: '「{title}」では描けません：{message}',
  noPixels: '描かれたフレームに画像がありませんでした。',
};
