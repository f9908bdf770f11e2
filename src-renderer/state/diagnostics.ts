/** Diagnostics for tests and bug reports: `window.__pastiche.stats`. Nothing in the page reads them. */
import type { RecorderStatus } from '../recorder/recorder.svelte.ts';
import type { Progress } from '../recorder/take.ts';
import type { ViewReading } from '../stage/stats.ts';
import type { Studio } from './studio.svelte.ts';

/** The live view's figures at the moment of reading. */
export interface Diagnostics extends ViewReading {
  readonly inFlight: number;
  /** The size of what hangs on the stage, however it is enlarged there; 0 until something does. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second from the camera. */
  readonly cameraFps: number;
  /** Milliseconds spent on drawing since the page opened. */
  readonly drawMs: number;
  readonly styleId: string | null;
  readonly camera: string;
  readonly engine: string | null;
  /** The paint process's id. */
  readonly enginePid: number | null;
  /** The ids of the styles whose tiles show the person's own picture. */
  readonly liveTiles: readonly string[];
  readonly recorder: Progress & { readonly status: RecorderStatus };
}

declare global {
  interface Window {
    __pastiche?: {
      readonly stats: Diagnostics;
      /** Milliseconds between each picture on the stage and the next, since they were last asked for. */
      takeGaps(): number[];
    };
  }
}

/** Puts the diagnostics on the window. */
export function exposeDiagnostics(studio: Studio): void {
  window.__pastiche = {
    takeGaps: () => studio.view.takeGaps(),
    get stats(): Diagnostics {
      return {
        ...studio.view.read(),
        width: studio.view.stage.last?.width ?? 0,
        height: studio.view.stage.last?.height ?? 0,
        drawMs: studio.view.stage.drawMs,
        styleId: studio.style?.id ?? null,
        camera: studio.camera.status,
        engine: studio.engine?.status ?? null,
        recorder: { ...studio.recording.recorder.progress, status: studio.recording.recorder.status },
        enginePid: studio.engine?.pid ?? null,
        liveTiles: Object.entries(studio.tiles.pictures)
          .filter(([, picture]) => picture.kind === 'camera')
          .map(([id]) => id),
      };
    },
  };
}
