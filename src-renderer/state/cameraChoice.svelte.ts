/** Which camera is to be open. */
import type { Settings, SettingsPatch } from '../bridge/contract.ts';
import { DEMO_SCENE } from '../camera/others.ts';

/**
 * The camera that the settings name, which all windows share. While this one records, another's choice waits: it
 * would be in the clip.
 */
export class CameraChoice {
  /** The welcome, which is first, shows our own scene. */
  id = $state<string | null>(DEMO_SCENE);

  /** The settings may be others now, or a recording has begun or ended. */
  follow({ welcomed, cameraId }: Settings, recording: boolean): void {
    if (!recording) this.id = welcomed ? cameraId : DEMO_SCENE;
  }

  /** Something is chosen in this window: a camera is taken at once, recording or not. */
  choose({ cameraId }: SettingsPatch): void {
    if (cameraId !== undefined) this.id = cameraId;
  }
}
