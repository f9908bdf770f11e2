import { expect, it } from 'vitest';
import { CameraChoice } from './cameraChoice.svelte.ts';
import { initialSettings } from './settings.ts';

it('is what the settings say; another window’s choice waits until a recording is over, one’s own does not', () => {
  const choice = new CameraChoice();
  const settings = { ...initialSettings, welcomed: true, cameraId: 'front' };
  choice.follow(settings, false);
  expect(choice.id).toBe('front');

  choice.follow(settings, true);
  choice.follow({ ...settings, cameraId: 'back' }, true);
  expect(choice.id).toBe('front');
  choice.follow({ ...settings, welcomed: false }, true);
  expect(choice.id).toBe('front');

  choice.choose({ cameraId: 'desk' });
  expect(choice.id).toBe('desk');
  choice.choose({ strength: 0.5 });
  choice.follow({ ...settings, cameraId: 'back' }, true);
  expect(choice.id).toBe('desk');

  choice.follow({ ...settings, cameraId: 'back' }, false);
  expect(choice.id).toBe('back');
  choice.follow({ ...settings, welcomed: false }, false);
  expect(choice.id).toBe('demo-scene');
});
