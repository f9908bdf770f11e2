/** What the page says about its situation, in words: pure, so that every state can be tested. */
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { EngineState } from '../bridge/contract.ts';
import type { CameraStatus } from '../camera/camera.svelte.ts';

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
      title: 'Connection lost',
      body: 'Trying again. The view goes on unpainted.',
      busy: true,
    };
  }
  if (bridge !== 'connected') return null;
  if (engine?.status === 'restarting') {
    const body = 'The painter stopped and is coming back.';
    return { key: 'engine-restarting', title: 'One moment', body, busy: true };
  }
  if (engine?.status === 'starting' && camera === 'running') {
    const body = 'Mixing the paints.';
    return { key: 'engine-starting', title: 'One moment', body, busy: true };
  }
  return null;
}

function shellMessage({ bridge, awayMs, sameContract }: Situation): Message | null {
  if (bridge === 'connecting') {
    return { key: 'connecting', title: 'Opening the studio', body: 'Pastiche is starting.', busy: true };
  }
  if (bridge === 'disconnected' && awayMs >= GONE_AFTER_MS) {
    return {
      key: 'server-gone',
      title: 'Pastiche was closed',
      body: 'Start it again and use the window or the address that it opens. If it is only slow, this page finds it again by itself.',
      busy: true,
    };
  }
  if (!sameContract) {
    return {
      key: 'other-version',
      title: 'Pastiche was updated',
      body: 'This page belongs to another version. Load it again to go on.',
      remedy: { action: 'reload', label: 'Load again' },
    };
  }
  return null;
}

function engineMessage({ engine, styleCount }: Situation): Message | null {
  if (engine?.status === 'failed') {
    return {
      key: 'engine-failed',
      title: 'The painter has put down the brush',
      body: engine.message ?? 'It stopped several times in a row.',
      remedy: { action: 'restart-engine', label: 'Start again' },
    };
  }
  if (styleCount === 0) {
    return {
      key: 'no-styles',
      title: 'The gallery is empty',
      body: 'Put a style, an .onnx file, into the models folder and it appears here.',
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
        title: 'May we see you?',
        body: 'Allow the camera, and this picture becomes yours. Nothing that it sees leaves this computer.',
        busy: true,
      };
    case 'refused':
      return {
        key: 'camera-refused',
        title: 'The camera is not allowed',
        body: howToAllow(shell),
        remedy: tryAgain,
      };
    case 'none':
      return {
        key: 'camera-none',
        title: 'No camera found',
        body: 'Plug one in or switch it on; Pastiche notices by itself.',
        remedy: tryAgain,
      };
    case 'in-use':
      return {
        key: 'camera-in-use',
        title: 'The camera is busy',
        body: 'Another program is using it. Close that program, a video call for instance, and try again.',
        remedy: tryAgain,
      };
    case 'ended':
      return {
        key: 'camera-ended',
        title: 'The camera is gone',
        body: 'It was unplugged or switched off. Plug it in again and the view goes on by itself.',
        remedy: tryAgain,
      };
    case 'unsupported':
      return {
        key: 'camera-unsupported',
        title: 'No way to a camera from here',
        body: 'This window cannot reach cameras. Open the address that Pastiche printed in Chrome, Chromium or Edge.',
        remedy: tryAgain,
      };
  }
}

const tryAgain = { action: 'retry-camera', label: 'Try again' } as const;

function howToAllow(shell: Situation['shell']): string {
  return shell === 'browser'
    ? 'Click the camera or the controls at the left of the address bar, allow the camera, and the view begins.'
    : 'Allow the camera for Pastiche in the privacy settings of your system, then try again.';
}
