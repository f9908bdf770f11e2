/** What the page says about its situation, in words: pure, so that every state can be tested. */
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { EngineState } from '../bridge/contract.ts';
import type { CameraStatus } from '../camera/camera.svelte.ts';
import { heard, t } from '../language/language.svelte.ts';
import { howToAllow } from './allowing.ts';
import type { Shelter } from './shelter.ts';

/** What a message offers to do. */
export type Remedy =
  | 'retry-camera'
  | 'restart-engine'
  | 'reload'
  | 'next-style'
  | 'demo-scene'
  | 'choose-video'
  | 'copy-details'
  | 'import-style'
  | 'hang-again';

/** Something that a message offers, as a button. */
export interface Offer {
  readonly action: Remedy;
  readonly label: string;
}

/** A message on the stage. `key` names the state, for tests and styles. */
export interface Message {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** What to do, one after the other. */
  readonly steps?: readonly string[];
  readonly remedy?: Offer;
  /** What else can be done; offered more quietly. */
  readonly others?: readonly Offer[];
  /** Something is under way; the person need not do anything. */
  readonly busy?: boolean;
}

/** Everything the words depend on. */
export interface Situation {
  readonly bridge: BridgeStatus;
  /** Milliseconds since the connection was lost; 0 while it is there. */
  readonly awayMs: number;
  readonly sameContract: boolean;
  readonly engine: EngineState | null;
  readonly camera: CameraStatus;
  /** Null until the styles are known. */
  readonly styleCount: number | null;
  /** Styles that were taken off the wall. */
  readonly trashed: number;
  readonly shelter: Shelter;
  /** Why the latest changes are not on disk; null while they are. */
  readonly unsaved: string | null;
  /** Why the style on the stage cannot be painted; null while it can. */
  readonly unpainted: string | null;
  /** The title of the style on the stage. */
  readonly style: string;
}

/** After this long without a connection the page no longer expects it to come back by itself. */
const GONE_AFTER_MS = 8000;

/** The message that takes the middle of the stage; null when there is nothing that needs the person. */
export function stageMessage(now: Situation): Message | null {
  return shellMessage(now) ?? engineMessage(now) ?? cameraMessage(now) ?? styleMessage(now);
}

/** The line at the stage's edge, for what passes by itself while the view goes on; null for none. */
export function stageLine({ bridge, awayMs, engine, camera, unsaved }: Situation): Message | null {
  if (bridge === 'disconnected' && awayMs < GONE_AFTER_MS) {
    return {
      key: 'reconnecting',
      title: t('situation.reconnecting'),
      body: t('situation.reconnectingBody'),
      busy: true,
    };
  }
  if (bridge !== 'connected') return null;
  if (engine?.status === 'restarting') {
    const body = t('situation.restarting');
    return { key: 'engine-restarting', title: t('situation.oneMoment'), body, busy: true };
  }
  if (engine?.status === 'starting' && camera === 'running') {
    const body = t('situation.starting');
    return { key: 'engine-starting', title: t('situation.oneMoment'), body, busy: true };
  }
  if (unsaved !== null) {
    const body = t('situation.notSavedBody', { message: unsaved });
    return { key: 'not-saved', title: t('situation.notSaved'), body };
  }
  return null;
}

function shellMessage({ bridge, awayMs, sameContract }: Situation): Message | null {
  if (bridge === 'connecting') {
    const body = t('situation.connectingBody');
    return { key: 'connecting', title: t('situation.connecting'), body, busy: true };
  }
  if (bridge === 'disconnected' && awayMs >= GONE_AFTER_MS) {
    return {
      key: 'server-gone',
      title: t('situation.gone'),
      body: t('situation.goneBody'),
      busy: true,
    };
  }
  if (!sameContract) {
    return {
      key: 'other-version',
      title: t('situation.otherVersion'),
      body: t('situation.otherVersionBody'),
      remedy: loadAgain(),
    };
  }
  return null;
}

function engineMessage({ engine, styleCount, trashed }: Situation): Message | null {
  if (engine?.status === 'failed') {
    return {
      key: 'engine-failed',
      title: t('situation.engineFailed'),
      body: engine.message
        ? t('situation.engineFailedWhy', { message: heard(engine.message) })
        : t('situation.engineFailedBody'),
      remedy: { action: 'restart-engine', label: t('situation.restartEngine') },
      others: [{ action: 'copy-details', label: t('commands.details') }],
    };
  }
  if (styleCount === 0) {
    const bring: Offer = { action: 'import-style', label: t('gallery.add') };
    const rehang: Offer = { action: 'hang-again', label: t('situation.rehang') };
    return {
      key: 'no-styles',
      title: t('situation.noStyles'),
      body: t(trashed > 0 ? 'situation.noStylesTrash' : 'situation.noStylesBody'),
      ...(trashed > 0 ? { remedy: rehang, others: [bring] } : { remedy: bring }),
    };
  }
  return null;
}

function styleMessage({ unpainted, style, styleCount }: Situation): Message | null {
  if (unpainted === null) return null;
  return {
    key: 'style-unreadable',
    title: t('situation.unpainted', { title: style }),
    body: t('situation.unpaintedBody', { message: unpainted }),
    ...((styleCount ?? 0) > 1 && {
      remedy: { action: 'next-style', label: t('situation.nextStyle') } as const,
    }),
  };
}

function cameraMessage({ camera, shelter }: Situation): Message | null {
  switch (camera) {
    case 'running':
    case 'opening':
      return null;
    case 'asking':
      return {
        key: 'camera-asking',
        title: t('situation.asking'),
        body: t('situation.askingBody'),
        busy: true,
      };
    case 'refused':
    case 'refused-by-system':
      return {
        key: `camera-${camera}`,
        title: t('situation.refused'),
        ...howToAllow(camera, shelter),
        remedy: tryAgain(),
        others: [demoScene(), videoFile()],
      };
    case 'none':
      return {
        key: 'camera-none',
        title: t('situation.noCamera'),
        body: t('situation.noCameraBody'),
        remedy: tryAgain(),
        others: [demoScene(), videoFile()],
      };
    case 'in-use':
      return {
        key: 'camera-in-use',
        title: t('situation.inUse'),
        body: t('situation.inUseBody'),
        remedy: tryAgain(),
        others: [demoScene(), videoFile()],
      };
    case 'ended':
      return {
        key: 'camera-ended',
        title: t('situation.ended'),
        body: t('situation.endedBody'),
        remedy: tryAgain(),
        others: [demoScene(), videoFile()],
      };
    case 'no-video':
      return {
        key: 'camera-no-video',
        title: t('situation.noVideo'),
        body: t('situation.noVideoBody'),
        remedy: videoFile(),
        others: [demoScene()],
      };
    case 'bad-video':
      return {
        key: 'camera-bad-video',
        title: t('situation.badVideo'),
        body: t('situation.badVideoBody'),
        remedy: videoFile(),
        others: [demoScene()],
      };
    case 'no-demo':
      return {
        key: 'camera-no-demo',
        title: t('situation.noDemo'),
        body: t('situation.noDemoBody'),
        remedy: tryAgain(),
        // A Chromium of before 2026 asks a server for a part of the page once: not again until the page is another.
        others: [loadAgain(), videoFile()],
      };
    case 'unsupported':
      return {
        key: 'camera-unsupported',
        title: t('situation.unsupported'),
        body: t('situation.unsupportedBody'),
        remedy: tryAgain(),
        others: [demoScene(), videoFile()],
      };
  }
}

function tryAgain(): Offer {
  return { action: 'retry-camera', label: t('situation.tryAgain') };
}

function loadAgain(): Offer {
  return { action: 'reload', label: t('situation.reload') };
}

function demoScene(): Offer {
  return { action: 'demo-scene', label: t('camera.demo') };
}

function videoFile(): Offer {
  return { action: 'choose-video', label: t('camera.video') };
}
