/** The page as every start begins with it. */
import { settingsDialog } from '../settings/dialog.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/** Back to the plain live view, with nothing open over it; what runs goes on. */
export function plainPage({ modes, library, recording, trainings, devices }: Studio): void {
  modes.leave();
  library.sheet = library.menu = null;
  recording.choosing = false;
  recording.shelf.close();
  trainings.close();
  trainings.stills.close();
  devices.open = false;
  settingsDialog.open = false;
}
