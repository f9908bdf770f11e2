import type { Translation } from '../catalogue.ts';
import type { palette as english } from '../en/palette.ts';

export const palette: Translation<typeof english> = {
  title: 'コマンドを探す',
  placeholder: '何をしますか？',
  commands: 'コマンド',
  nothing: '該当するコマンドはありません。',
  found: { other: '{count} 件のコマンド' },
  on: 'オン',
};
