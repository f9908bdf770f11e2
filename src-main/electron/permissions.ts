/**
 * What the page may ask of the machine: the camera, the microphone for recordings, full screen, and putting
 * a snapshot onto the clipboard; nothing else.
 */
import type {
  MediaAccessPermissionRequest,
  PermissionCheckHandlerHandlerDetails,
  Session,
  SystemPreferences,
} from 'electron';
import { isOurUrl } from './security.ts';

type MediaType = 'video' | 'audio';
/** The media the app has a use for. */
const USED_MEDIA: readonly string[] = ['video', 'audio'] satisfies MediaType[];

/** Chromium's name for writing to the clipboard what it has looked through; reading is another, and refused. */
const COPYING = 'clipboard-sanitized-write';

/** What both of Electron's handlers tell about who asks. */
interface Asker {
  readonly isMainFrame: boolean;
  readonly requestingUrl?: string | undefined;
  readonly securityOrigin?: string | undefined;
}

/** Every place named must be ours, and at least one must be named. */
function isOurs(asker: Asker, requestingOrigin?: string): boolean {
  const named = [asker.requestingUrl, asker.securityOrigin, requestingOrigin].filter(
    (place) => place !== undefined,
  );
  return asker.isMainFrame && named.length > 0 && named.every(isOurUrl);
}

/** Decides a request, such as the ones `getUserMedia` and `requestFullscreen` make. */
export function allowsRequest(
  permission: string,
  details: Asker & Pick<MediaAccessPermissionRequest, 'mediaTypes'>,
): boolean {
  if (permission === 'fullscreen' || permission === COPYING) return isOurs(details);
  const types = details.mediaTypes ?? [];
  return (
    permission === 'media' &&
    types.length > 0 &&
    types.every((type) => USED_MEDIA.includes(type)) &&
    isOurs(details)
  );
}

/** Decides a check, such as the one `enumerateDevices` makes before it gives labels. */
export function allowsCheck(
  permission: string,
  requestingOrigin: string,
  details: Asker & Pick<PermissionCheckHandlerHandlerDetails, 'mediaType' | 'embeddingOrigin'>,
): boolean {
  if (details.embeddingOrigin !== undefined && !isOurUrl(details.embeddingOrigin)) return false;
  // Before it asks about a kind, Chromium asks about media in general, without one: refused, it asks no further.
  const { mediaType = 'video' } = details;
  const isUsed = permission === COPYING || (permission === 'media' && USED_MEDIA.includes(mediaType));
  return isUsed && isOurs(details, requestingOrigin);
}

/** Asks the operating system where it has a say per app, which is macOS: for each kind that is needed. */
export async function askSystem(
  platform: NodeJS.Platform,
  preferences: Pick<SystemPreferences, 'getMediaAccessStatus' | 'askForMediaAccess'>,
  types: readonly MediaType[],
): Promise<boolean> {
  if (platform !== 'darwin') return true;
  for (const type of types) {
    const device = type === 'video' ? 'camera' : 'microphone';
    // Once refused, macOS asks no more: the person must change it in System Settings, as the page then says.
    const granted =
      preferences.getMediaAccessStatus(device) === 'granted' || (await preferences.askForMediaAccess(device));
    if (!granted) return false;
  }
  return true;
}

/** Installs all permission handlers on a session. */
export function guardPermissions(
  session: Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler'
  >,
  system: (types: readonly MediaType[]) => Promise<boolean>,
): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    if (!allowsRequest(permission, details)) {
      callback(false);
      return;
    }
    const { mediaTypes = [] } = details as MediaAccessPermissionRequest;
    system(mediaTypes).then(callback, () => callback(false));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    allowsCheck(permission, origin, details),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}
