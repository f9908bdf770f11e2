/** The page's connection to the main side, and for how long it has been gone. */
import type { BridgeStatus } from '../bridge/bridge.ts';
import { wallClock } from '../camera/source.ts';

/** The connection as the page sees it. */
export class Link {
  status = $state<BridgeStatus>('connecting');
  /** Milliseconds since it was lost; 0 while it is there. */
  awayMs = $state(0);

  /** To run as an effect: counts while the main side is away; the returned function stops. */
  count(): (() => void) | undefined {
    if (this.status !== 'disconnected') {
      this.awayMs = 0;
      return undefined;
    }
    const since = wallClock();
    const timer = setInterval(() => (this.awayMs = wallClock() - since), 1000);
    return () => clearInterval(timer);
  }
}
