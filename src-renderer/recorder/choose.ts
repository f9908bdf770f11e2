/** Asks the worker that will encode a clip for the best form that it can give it. */
import { t } from '../language/language.svelte.ts';
import type { Choice } from './format.ts';
import type { ClipWish, FromRecording, ToRecording } from './messages.ts';

/** A worker that answers takes a moment, or some seconds where a graphics card wakes up. */
const PATIENCE_MS = 20_000;

/**
 * The form of a clip; null where the worker can encode no video at all. It is listened to from now on: it may fail
 * while the person is still asked for the microphone.
 */
export async function chosenBy(worker: Worker, wish: Promise<ClipWish>): Promise<Choice | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromRecording>) => {
        if (data.type === 'chosen') resolve(data.choice);
        else if (data.type === 'failed') reject(new Error(data.message));
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      wish.then((wish) => {
        worker.postMessage({ type: 'choose', wish } satisfies ToRecording);
        timer = setTimeout(() => reject(new Error(t('recorder.noAnswer'))), PATIENCE_MS);
      }, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}
