import type { Translation } from '../catalogue.ts';
import type { settings as english } from '../en/settings.ts';

export const settings: Translation<typeof english> = {
  settings: '設定',
  open: '設定（,）',
  language: '言語',
  languageSystem: 'システムに合わせる（{language}）',
  theme: '外観',
  themeSystem: 'システムに合わせる',
  themeLight: 'ライト',
  themeDark: 'ダーク',
  targetFps: '保ちたい枚数（1 秒あたり）',
  targetFpsValue: '{fps} fps',
  targetFpsHint: '描画サイズが自動のとき、間に合わなければ小さく、余裕があれば大きくします。',
  recordingsFolder: '録画の保存先',
  recordingsFolderChoose: '別のフォルダを選ぶ…',
  recordingsFolderUsual: '標準のフォルダに戻す',
  recordingsFolderElsewhere:
    '別の場所に保存するには、PASTICHE_RECORDINGS=フォルダ を付けて Pastiche を起動してください。',
  device: '描画に使用中：{device}',
  noDevice: 'いま描画は動いていません。',
  version: 'Pastiche {version}',
  privacy: 'カメラに映ったものがこのコンピューターの外に出ることはありません。',
  welcome: 'ようこそ画面を見る',
};
