/** What the buttons of a message on the stage do. */
import { DEMO_SCENE, VIDEO_FILE } from '../camera/others.ts';
import { neighbour } from './neighbour.ts';
import type { Remedy } from './situation.ts';
import type { Studio } from './studio.svelte.ts';

/** Does what a message offers. */
export function act(studio: Studio, remedy: Remedy): void {
  switch (remedy) {
    case 'reload':
      return location.reload();
    case 'retry-camera':
      return void studio.camera.retry();
    case 'demo-scene':
      return studio.change({ cameraId: DEMO_SCENE });
    case 'choose-video':
      return studio.change({ cameraId: VIDEO_FILE });
    case 'copy-details':
      return void studio.copyDetails();
    case 'restart-engine':
      return void studio.restartEngine();
    case 'import-style':
      studio.library.choosing = true;
      return;
    case 'hang-again':
      studio.library.sheet = { what: 'trash' };
      return;
    case 'next-style': {
      const next = neighbour(studio.styles ?? [], studio.style?.id, 1);
      if (next) studio.chooseStyle(next.id);
    }
  }
}
