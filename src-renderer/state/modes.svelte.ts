/** How the stage is looked at just now. Not remembered: every start begins with the plain live view. */
import type { FrozenSource } from '../camera/frozenSource.ts';

/** A dialog that the keyboard opens. */
export type Panel = 'palette' | 'shortcuts' | 'guide';

/** The ways of looking at the stage. */
export class Modes {
  /** The original is on the stage as long as this is held. */
  holdsOriginal = $state(false);
  /** Where the line between original and painting is, 0 at the left edge and 1 at the right; null for none. */
  divider = $state<number | null>(null);
  /** The next style that is chosen becomes the second one of a blend. */
  picking = $state(false);
  /** The picture that is held; null while the view is live. */
  frozen = $state.raw<FrozenSource | null>(null);
  fullScreen = $state(false);
  panel = $state<Panel | null>(null);

  /** Whether the original is in sight, in whole or in part. */
  readonly showsOriginal = $derived(this.holdsOriginal || this.divider !== null);

  /** Back to the plain live view. */
  leave(): void {
    this.holdsOriginal = false;
    this.divider = null;
    this.picking = false;
    this.frozen = null;
    this.panel = null;
  }

  toggleDivider(): void {
    this.divider = this.divider === null ? 0.5 : null;
  }

  /** Follows the browser's full screen, which Escape leaves by itself; the returned function stops. */
  followFullScreen(): () => void {
    const onchange = (): void => {
      this.fullScreen = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', onchange);
    return () => document.removeEventListener('fullscreenchange', onchange);
  }

  toggleFullScreen(): void {
    // A browser that refuses (no gesture, a kiosk) leaves everything as it is.
    const done = document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen({ navigationUI: 'hide' });
    done.catch(() => undefined);
  }
}
