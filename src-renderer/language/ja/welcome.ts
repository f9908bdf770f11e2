import type { Translation } from '../catalogue.ts';
import type { welcome as english } from '../en/welcome.ts';

export const welcome: Translation<typeof english> = {
  title: 'あなたを、絵画に。',
  lead: 'カメラに映ったものを、絵画のタッチでその場で描き直します。必要なのは、このコンピューターだけです。',
  promises: '映像の扱いについて',
  promiseStays: '映像がこのコンピューターの外に出ることはありません。アップロードも、アカウントも不要です。',
  promiseKept: '録画や保存をしないかぎり、何も残りません。',
  promiseOff: 'カメラが動くのは、Pastiche を開いている間だけです。',
  start: 'カメラを始める',
  startHint: 'ブラウザーやシステムから許可を求められることがあります。',
  look: 'まず見てまわる',
  video: '動画ファイルを使う…',
  language: '言語',
  styles: 'この画風で',
  picture: '夕陽の入り江。いま描いています',
};
