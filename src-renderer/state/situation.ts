/** What the page says about its situation, in words: pure, so that every state can be tested. */
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { EngineState } from '../bridge/contract.ts';
import type { CameraStatus } from '../camera/camera.svelte.ts';
import { t } from '../language/language.svelte.ts';

/** What a message offers to do. */
export type Remedy = 'retry-camera' | 'restart-engine' | 'reload';

/** A message on the stage. `key` names the state, for tests and styles. */
export interface Message {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly remedy?: { readonly action: Remedy; readonly label: string };
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
  readonly shell: 'electron' | 'browser';
}

/** After this long without a connection the page no longer expects it to come back by itself. */
const GONE_AFTER_MS = 8000;

/** The message that takes the middle of the stage; null when there is nothing that needs the person. */
export function stageMessage(now: Situation): Message | null {
  return shellMessage(now) ?? engineMessage(now) ?? cameraMessage(now);
}

/** The line at the stage's edge, for what passes by itself while the view goes on; null for none. */
export function stageLine({ bridge, awayMs, engine, camera }: Situation): Message | null {
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
      remedy: { action: 'reload', label: t('situation.reload') },
    };
  }
  return null;
}

function engineMessage({ engine, styleCount }: Situation): Message | null {
  if (engine?.status === 'failed') {
    return {
      key: 'engine-failed',
      title: t('situation.engineFailed'),
      body: engine.message
        ? t('situation.engineFailedWhy', { message: engine.message })
        : t('situation.engineFailedBody'),
      remedy: { action: 'restart-engine', label: t('situation.restartEngine') },
    };
  }
  if (styleCount === 0) {
    return {
      key: 'no-styles',
      title: t('situation.noStyles'),
      body: t('situation.noStylesBody'),
    };
  }
  return null;
}

function cameraMessage({ camera, shell }: Situation): Message | null {
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
      return {
        key: 'camera-refused',
        title: t('situation.refused'),
        body: howToAllow(shell),
        remedy: tryAgain(),
      };
    case 'none':
      return {
        key: 'camera-none',
        title: t('situation.noCamera'),
        body: t('situation.noCameraBody'),
        remedy: tryAgain(),
      };
    case 'in-use':
      return {
        key: 'camera-in-use',
        title: t('situation.inUse'),
        body: t('situation.inUseBody'),
        remedy: tryAgain(),
      };
    case 'ended':
      return {
        key: 'camera-ended',
        title: t('situation.ended'),
        body: t('situation.endedBody'),
        remedy: tryAgain(),
      };
    case 'unsupported':
      return {
        key: 'camera-unsupported',
        title: t('situation.unsupported'),
        body: t('situation.unsupportedBody'),
        remedy: tryAgain(),
      };
  }
}

function tryAgain(): Message['remedy'] & object {
  return { action: 'retry-camera', label: t('situation.tryAgain') };
}

function howToAllow(shell: Situation['shell']): string {
  return shell === 'browser' ? t('situation.refusedInBrowser') : t('situation.refusedBySystem');
}
