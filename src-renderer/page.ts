/** Puts the page together over a bridge. */
import { mount } from 'svelte';
import App from './App.svelte';
import sceneUrl from './assets/scene.webp';
import type { Bridge } from './bridge/bridge.ts';
import { StillSource } from './camera/stillSource.ts';
import { connectCommands } from './state/commands/menu.svelte.ts';
import { exposeDiagnostics } from './state/diagnostics.ts';
import { recordPageErrors } from './state/pageErrors.ts';
import { stayWithWork } from './state/staying.svelte.ts';
import { Studio } from './state/studio.svelte.ts';

/** Mounts the app and starts it. */
export function openPage(bridge: Bridge): void {
  const target = document.getElementById('app');
  if (!target) throw new Error('The page has no #app.');
  recordPageErrors(window, bridge);
  const studio = new Studio(bridge);
  mount(App, { target, props: { studio } });
  const stops = [studio.start(), connectCommands(bridge, studio), stayWithWork(studio)];
  window.addEventListener('pagehide', () => stops.forEach((stop) => stop()), { once: true });
  // A browser that kept the page for the way back brings it as it was left: stopped for good.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  exposeDiagnostics(studio);
  void hangScene(studio);
}

/** Our own picture, until the camera shows a better one. */
async function hangScene(studio: Studio): Promise<void> {
  const response = await fetch(sceneUrl);
  studio.scene = new StillSource(await createImageBitmap(await response.blob()));
}
