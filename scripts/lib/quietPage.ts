/** A page of Playwright's that the browser does no more for than it does for a person's app window. */
import type { Page } from 'playwright';

/** The part of Playwright's inside that is needed here; its version is pinned. */
interface Inside {
  readonly _connection?: {
    toImpl?(page: Page): {
      delegate?: {
        _mainFrameSession?: { _client?: { send(method: string): Promise<unknown> } };
        _networkManager?: { addSession(): Promise<void> };
      };
    };
  };
}

/**
 * Chromium's address bar has two pages of its own, of two hundred files each, which it loads beside each
 * context that Playwright opens: more work than starting the app. The app's window has no address bar.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];
/** With each page Chromium starts a second process for the next one, which here nobody ever opens. */
const NEXT_PAGE = 'SpareRendererForSitePerProcess';
/** Chromium heeds only the last list of features to leave out: what Playwright's own holds is said again. */
const PLAYWRIGHTS = [
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
];

/** Chromium's flag against pages that nobody asked for: those of its address bar, and one held in reserve. */
export const NO_OTHER_PAGES = `--disable-features=${[...PLAYWRIGHTS, ...ADDRESS_BAR, NEXT_PAGE].join(',')}`;

/**
 * Playwright listens to the network, and Chromium then sends it each message on a WebSocket as base64: with
 * pictures of 640x480 that leaves three of thirty a second. It has no option against it. Requests of the page
 * and of workers that it starts from now on are not seen any more after this, and `goto` and `reload` give no
 * response.
 */
export async function leaveNetworkAlone(page: Page): Promise<void> {
  const inside = (page as unknown as Inside)._connection?.toImpl?.(page).delegate;
  const [client, network] = [inside?._mainFrameSession?._client, inside?._networkManager];
  if (!client || !network) {
    throw new Error('Playwright is made otherwise than it was: mend scripts/lib/quietPage.ts.');
  }
  await client.send('Network.disable');
  network.addSession = () => Promise.resolve();
}
