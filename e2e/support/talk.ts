/** Speaks the contract from a page over a WebSocket of the test's own, which may also speak nonsense. */
import type { Page } from '@playwright/test';

export { askPage as ask } from '../../scripts/lib/askPage.ts';

/** Sends texts and binary messages (arrays of bytes) and gives the first `answers` texts and headers that come back. */
export function talk(
  page: Page,
  messages: readonly (string | readonly number[])[],
  answers: number,
): Promise<unknown[]> {
  return page.evaluate(
    ({ messages, answers }) =>
      new Promise<unknown[]>((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/ws`);
        socket.binaryType = 'arraybuffer';
        const heard: unknown[] = [];
        socket.onerror = () => reject(new Error('the socket failed'));
        socket.onclose = ({ code }) => reject(new Error(`the socket was closed: ${code}`));
        socket.onopen = () => {
          for (const message of messages) {
            socket.send(typeof message === 'string' ? message : new Uint8Array(message));
          }
        };
        socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
          const text =
            typeof data === 'string'
              ? data
              : new TextDecoder().decode(new Uint8Array(data, 4, new DataView(data).getUint32(0, true)));
          const parsed = JSON.parse(text) as { type?: string };
          // Events may come in between; they answer nothing.
          if (parsed.type !== 'event') heard.push(parsed);
          if (heard.length < answers) return;
          socket.onclose = null;
          socket.close();
          resolve(heard);
        };
      }),
    { messages, answers },
  );
}

/** A frame as it travels on the WebSocket, `header` being anything. */
export function frameMessage(header: unknown, pixels: number): number[] {
  const json = [...new TextEncoder().encode(JSON.stringify(header))];
  const length = json.length;
  return [length & 255, (length >> 8) & 255, 0, 0, ...json, ...new Array<number>(pixels).fill(0)];
}
