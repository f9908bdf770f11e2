/** Japanese. */
import type { Translation } from '../catalogue.ts';
import type { en } from '../en/index.ts';
import { app } from './app.ts';
import { bridge } from './bridge.ts';
import { codes } from './codes.ts';
import { controls } from './controls.ts';
import { gallery } from './gallery.ts';
import { notices } from './notices.ts';
import { situation } from './situation.ts';
import { stage } from './stage.ts';
import { training } from './training.ts';

export const ja: { readonly [Area in keyof typeof en]: Translation<(typeof en)[Area]> } = {
  app,
  bridge,
  codes,
  controls,
  gallery,
  notices,
  situation,
  stage,
  training,
};
