/**
 * The page as the desktop app has it, in an ordinary browser: what Electron's preload puts on the window is put
 * there by the test, and speaks to the browser shell's server. So the page's side of that shell runs for real
 * wherever there is no binary of Electron.
 */
import type { Page } from '@playwright/test';

/** What the test may do with the pretended shell. */
interface Pretence {
  /** An event of the contract comes from the main side. */
  emit(name: string, data: unknown): void;
  /** Commands that the page last offered to the menu. */
  offered(): { id: string; enabled?: boolean }[];
}
type PretenceWindow = Window & { pretence: Pretence };

/** To be run before the page's own code. */
export async function asDesktop(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.binaryType = 'arraybuffer';
    const open = new Promise((resolve) => (socket.onopen = resolve));
    const { port1, port2 } = new MessageChannel();
    const replies = new Map<number, (reply: unknown) => void>();
    const listeners = new Map<string, Set<(data: unknown) => void>>();
    const emit = (name: string, data: unknown): void => listeners.get(name)?.forEach((tell) => tell(data));
    let offers: { commands: { id: string; enabled?: boolean }[] } = { commands: [] };
    let lastId = 0;

    const bytesOf = (header: object, pixels: Uint8Array): Uint8Array<ArrayBuffer> => {
      const json = new TextEncoder().encode(JSON.stringify(header));
      const message = new Uint8Array(4 + json.length + pixels.length);
      new DataView(message.buffer).setUint32(0, json.length, true);
      message.set(json, 4);
      message.set(pixels, 4 + json.length);
      return message;
    };
    const takeApart = (message: ArrayBuffer): { header: { type?: string }; pixels: Uint8Array } => {
      const length = new DataView(message).getUint32(0, true);
      const json = new TextDecoder().decode(new Uint8Array(message, 4, length));
      return { header: JSON.parse(json) as { type?: string }, pixels: new Uint8Array(message, 4 + length) };
    };
    const receive = (message: { type?: string; id?: number; reply?: unknown }, bytes?: Uint8Array): void => {
      const reply = message.reply as { value?: object };
      replies.get(message.id ?? 0)?.(bytes ? { ...reply, value: { ...reply.value, bytes } } : reply);
      replies.delete(message.id ?? 0);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') {
        const message = JSON.parse(data) as { type: string; name: string; data: unknown };
        return message.type === 'event' ? emit(message.name, message.data) : receive(message);
      }
      const { header, pixels } = takeApart(data);
      if (header.type === 'reply') receive(header, pixels);
      else port1.postMessage({ header, pixels });
    };
    port1.onmessage = ({ data }: MessageEvent<{ header: object; pixels: Uint8Array }>) =>
      socket.send(bytesOf(data.header, data.pixels));

    const pastiche = {
      async request(name: string, args: object) {
        await open;
        if (name === 'menu.offer') offers = args as typeof offers;
        const id = ++lastId;
        const { bytes, ...others } = args as { bytes?: unknown };
        const reply = new Promise((resolve) => replies.set(id, resolve));
        const request = { type: 'request', id, name };
        socket.send(
          bytes instanceof Uint8Array
            ? bytesOf({ ...request, args: others }, bytes)
            : JSON.stringify({ ...request, args }),
        );
        return reply;
      },
      on(name: string, listener: (data: unknown) => void) {
        listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
        return () => listeners.get(name)?.delete(listener);
      },
      onFramePort(listener: () => void) {
        void open.then(() => {
          window.postMessage({ type: 'pastiche:frame-port' }, location.origin, [port2]);
          listener();
        });
        return () => undefined;
      },
    };
    Object.assign(window, { pastiche, pretence: { emit, offered: () => offers.commands } });
  });
}

/** Chooses a row of the application menu, as the desktop shell tells of it; waits until the page offers it. */
export async function chooseMenuRow(page: Page, id: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      (window as unknown as PretenceWindow).pretence
        .offered()
        .some((row) => row.id === wanted && row.enabled !== false),
    id,
  );
  await page.evaluate(
    (row) => (window as unknown as PretenceWindow).pretence.emit('menu.command', { id: row }),
    id,
  );
}
