/** What a person decides about a new training: kept with its pictures, whatever the dialog shows meanwhile. */
import type { Colours, Crop, Preset, Training, TrainingPlan } from '../bridge/contract.ts';
import { WHOLE } from './crop.ts';
import { fileTitle } from './fileTitle.ts';

/** A year as the main side takes it, none, or the sign of one that is being typed. */
export const yearSoFar = /^\s*(-\d{0,5}|\d{0,4})\s*$/;

/** The fields of the composer, as they are filled in; a training that is done again brings its own. */
export class DraftChoices {
  title = $state('');
  artist = $state('');
  year = $state('');
  preset = $state<Preset>('quick');
  styleWeight = $state(12);
  brush = $state(704);
  colours = $state<Colours>('painting');
  crop = $state.raw<Crop>(WHOLE);
  /** Whether the title is the person's own: no file's name takes its place. */
  named = false;

  constructor(plan: Training['plan'] = null) {
    if (!plan) return;
    const { artist = '', year = '', ...rest } = plan;
    Object.assign(this, rest, { artist, year: String(year), named: true });
  }

  /** Takes a painting's file name for the title, as long as the person has given none. */
  suggestTitle(file: string): void {
    const title = fileTitle(file);
    if (!this.named && title !== '') this.title = title;
  }

  /** All of it, for the main side. */
  get plan(): TrainingPlan {
    const [title, artist] = [this.title.trim(), this.artist.trim()];
    const { preset, styleWeight, brush, colours, crop } = this;
    return {
      ...{ title, preset, styleWeight, brush, colours, crop },
      ...(artist !== '' && { artist }),
      ...(yearSoFar.test(this.year) && /\d/.test(this.year) && { year: Number(this.year) }),
    };
  }
}
