/** English, the language that says which texts there are. An area is a file. */
import { allowing } from './allowing.ts';
import { app } from './app.ts';
import { bridge } from './bridge.ts';
import { codes } from './codes.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { gallery } from './gallery.ts';
import { notices } from './notices.ts';
import { palette } from './palette.ts';
import { situation } from './situation.ts';
import { stage } from './stage.ts';

export const en = {
  allowing,
  app,
  bridge,
  codes,
  commands,
  controls,
  gallery,
  notices,
  palette,
  situation,
  stage,
} as const;
