/** How to allow the camera, wherever the page runs. */
import { t } from '../language/language.svelte.ts';
import type { Shelter } from './shelter.ts';

/** A sentence, and what to do one after the other. */
export interface Advice {
  readonly body: string;
  readonly steps: readonly string[];
}

/** What to do about a camera that is refused, by the page's permission or by the system's. */
export function howToAllow(who: 'refused' | 'refused-by-system', shelter: Shelter): Advice {
  // The desktop app always permits itself the camera.
  if (who === 'refused-by-system' || shelter.shell === 'electron') {
    return { body: t('allowing.bySystem'), steps: systemSteps(shelter) };
  }
  return { body: t('allowing.byBrowser'), steps: browserSteps(shelter) };
}

function browserSteps({ shell, browser }: Shelter): readonly string[] {
  if (shell === 'window') return [t('allowing.windowOpen'), t('allowing.switchOn')];
  switch (browser) {
    case 'firefox':
      return [t('allowing.firefoxOpen'), t('allowing.firefoxRemove')];
    case 'safari':
      return [t('allowing.safariOpen'), t('allowing.safariAllow')];
    default:
      return [t('allowing.chromeOpen'), t('allowing.switchOn')];
  }
}

function systemSteps({ shell, browser, system }: Shelter): readonly string[] {
  const app = shell === 'electron' ? 'Pastiche' : appNames[browser];
  switch (system) {
    case 'macos':
      return [t('allowing.macosOpen'), t('allowing.macosSwitch', { app }), t('allowing.macosAgain', { app })];
    case 'windows':
      return [t('allowing.windowsOpen'), t('allowing.windowsSwitch')];
    case 'linux':
      return [t('allowing.linuxGroup'), t('allowing.linuxSandbox', { app })];
    case 'other':
      return [t('allowing.otherSystem', { app })];
  }
}

const appNames = {
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  other: 'Pastiche',
} as const;
