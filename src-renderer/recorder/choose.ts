/** Asks the worker that will encode a clip for the best form that it can give it. */
import type { Choice } from './format.ts';
import type { ClipWish, FromRecording, ToRecording } from './messages.ts';

/** The form of a clip; null where the worker can encode no video at all. */
export function chosenBy(worker: Worker, wish: ClipWish): Promise<Choice | null> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromRecording>) => {
      if (data.type === 'chosen') resolve(data.choice);
      else if (data.type === 'failed') reject(new Error(data.message));
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ type: 'choose', wish } satisfies ToRecording);
  });
}
