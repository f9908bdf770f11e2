/** Japanese. */
import type { Translation } from '../catalogue.ts';
import type { en } from '../en/index.ts';
import { allowing } from './allowing.ts';
import { app } from './app.ts';
import { bridge } from './bridge.ts';
import { camera } from './camera.ts';
import { codes } from './codes.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { devices } from './devices.ts';
import { gallery } from './gallery.ts';
import { notices } from './notices.ts';
import { palette } from './palette.ts';
import { recorder } from './recorder.ts';
import { recordings } from './recordings.ts';
import { repaint } from './repaint.ts';
import { settings } from './settings.ts';
import { situation } from './situation.ts';
import { stage } from './stage.ts';
import { still } from './still.ts';
import { training } from './training.ts';
import { welcome } from './welcome.ts';

export const ja: { readonly [Area in keyof typeof en]: Translation<(typeof en)[Area]> } = {
  allowing,
  app,
  bridge,
  camera,
  codes,
  commands,
  controls,
  devices,
  gallery,
  notices,
  palette,
  recorder,
  recordings,
  repaint,
  settings,
  situation,
  stage,
  still,
  training,
  welcome,
};
