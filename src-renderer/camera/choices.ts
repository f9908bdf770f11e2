/** What can be chosen to be painted: the cameras, and what can take a camera's place. */
import { t } from '../language/language.svelte.ts';
import { DEMO_SCENE, OTHER_VIDEO, VIDEO_FILE } from './others.ts';

/** A camera in the picker, or what can take its place. */
export interface CameraDevice {
  readonly id: string;
  readonly label: string;
}

/** Those that are there; a browser keeps their ids to itself (`''`) until the person has allowed one. */
export async function camerasThere(): Promise<CameraDevice[]> {
  try {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter(({ kind }) => kind === 'videoinput')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  } catch {
    return [];
  }
}

/** All of it, while this video plays, if any does. */
export function choicesOf(there: readonly CameraDevice[], playing: File | null): CameraDevice[] {
  const named = there.filter(({ id }) => id !== '');
  const cameras = named.map(({ id, label }, index) => ({
    id,
    label: label || t('controls.unnamedCamera', { number: index + 1 }),
  }));
  const none = { id: '', label: t('controls.noCamera') };
  const demo = { id: DEMO_SCENE, label: t('camera.demo') };
  const videos = playing
    ? [
        { id: VIDEO_FILE, label: playing.name },
        { id: OTHER_VIDEO, label: t('camera.otherVideo') },
      ]
    : [{ id: VIDEO_FILE, label: t('camera.video') }];
  return [...(cameras.length > 0 ? cameras : [none]), demo, ...videos];
}
