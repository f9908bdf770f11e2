/** A camera at the page's edge: what Chromium's fake one cannot do is done to `navigator.mediaDevices`. */
import type { Page } from '@playwright/test';

/** Puts a camera there that the test can take away and make busy: `window.cameraEdge`. */
export async function cameraAtTheEdge(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const [open, list] = [
      mediaDevices.getUserMedia.bind(mediaDevices),
      mediaDevices.enumerateDevices.bind(mediaDevices),
    ];
    let state: 'there' | 'busy' | 'away' = (sessionStorage.getItem('camera') as 'busy' | null) ?? 'there';
    let tracks: MediaStreamTrack[] = [];
    mediaDevices.getUserMedia = async (wanted) => {
      if (state === 'away') throw new DOMException('Requested device not found', 'NotFoundError');
      if (state === 'busy') throw new DOMException('Could not start video source', 'NotReadableError');
      const stream = await open(wanted);
      tracks = stream.getVideoTracks();
      return stream;
    };
    mediaDevices.enumerateDevices = async () => (state === 'away' ? [] : list());
    Object.assign(window, {
      cameraEdge(next: typeof state) {
        state = next;
        if (next === 'away') {
          for (const track of tracks) {
            track.stop();
            track.dispatchEvent(new Event('ended'));
          }
        }
        mediaDevices.dispatchEvent(new Event('devicechange'));
      },
    });
  });
}

/** Has that camera be there, be busy, or go. */
export function setCamera(page: Page, state: 'there' | 'busy' | 'away'): Promise<void> {
  return page.evaluate(
    (next) => (window as unknown as { cameraEdge(state: string): void }).cameraEdge(next),
    state,
  );
}
