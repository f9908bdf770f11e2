import type { Translation } from '../catalogue.ts';
import type { gallery as english } from '../en/gallery.ts';

export const gallery: Translation<typeof english> = {
  styles: 'スタイル',
  problems: '{count} 件のスタイルを飾れませんでした',
};
