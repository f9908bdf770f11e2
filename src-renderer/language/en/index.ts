/** English, the language that says which texts there are. An area is a file. */
import { app } from './app.ts';
import { bridge } from './bridge.ts';
import { codes } from './codes.ts';
import { controls } from './controls.ts';
import { gallery } from './gallery.ts';
import { notices } from './notices.ts';
import { situation } from './situation.ts';
import { stage } from './stage.ts';
import { training } from './training.ts';

export const en = {
  app,
  bridge,
  codes,
  controls,
  gallery,
  notices,
  situation,
  stage,
  training,
} as const;
