import type { Translation } from '../catalogue.ts';
import type { app as english } from '../en/app.ts';

export const app: Translation<typeof english> = {
  aside: 'ギャラリーと操作',
  dismiss: '閉じる',
  notices: 'お知らせ',
  close: '閉じる',
};
