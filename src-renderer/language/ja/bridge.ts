import type { Translation } from '../catalogue.ts';
import type { bridge as english } from '../en/bridge.ts';

export const bridge: Translation<typeof english> = {
  lost: 'Pastiche との接続が切れました。',
  silent: 'Pastiche から応答がありません。',
  noEngine: '描画プロセスがいま動いていません。',
};
